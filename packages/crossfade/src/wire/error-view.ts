/** An error, as the API answers it: the same words as on the command line. */
export interface ErrorView {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint: string;
    readonly details: Readonly<Record<string, unknown>>;
  };
}
