export type Format = "text" | "json" | "github";

/** What is asked for, and of which shape the place is where it will be shown. */
export type View = {
  readonly format: Format;
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
} & (
  | { readonly verb: "check"; readonly allowSplit: boolean }
  | {
      readonly verb: "plan";
      /** False for a release: there people approve another hash, of the plan with its builds. Default: true. */
      readonly hasHash?: boolean;
    }
  | { readonly verb: "matrix" }
  | { readonly verb: "explain"; readonly finding: string }
);

export interface Rendered {
  /** Ends with a newline. */
  readonly text: string;
  /** Markdown for the job summary of GitHub Actions; only for `github`. */
  readonly markdown?: string;
}
