interface ErrorEntry {
  /** `{name}` is replaced by a detail. */
  readonly sentence: string;
  /** What to do next; names the next command where there is one. */
  readonly hint: string;
  readonly httpStatus: number;
  readonly exitCode: number;
}

/** Every error a user can meet. docs/reference/errors.md lists the same codes; a test holds the two together. */
export const errorCatalogue = {
  CF_INTERNAL: {
    sentence: "This is a defect in Crossfade: {what}",
    hint: "Please report it with the command that you ran and this line.",
    httpStatus: 500,
    exitCode: 2,
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;
