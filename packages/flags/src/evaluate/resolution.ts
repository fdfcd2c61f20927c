/** What a flag serves. flagd allows any JSON value but null. */
export type FlagValue = boolean | string | number | readonly unknown[] | { readonly [name: string]: unknown };

/** flagd's reasons: STATIC without targeting, DEFAULT where targeting decided nothing. */
export type Reason = "STATIC" | "DEFAULT" | "TARGETING_MATCH" | "DISABLED" | "ERROR";

/** Error codes of OpenFeature. */
export type FlagErrorCode = "FLAG_NOT_FOUND" | "PARSE_ERROR" | "TYPE_MISMATCH" | "GENERAL";

export type FlagMetadata = Readonly<Record<string, string | number | boolean>>;

/** The answer about one flag. Frozen and shared between evaluations: what is asked often is not made anew. */
export interface Resolution {
  /** Missing: the caller takes the default of its own code. */
  readonly value?: FlagValue;
  readonly variant?: string;
  readonly reason: Reason;
  readonly errorCode?: FlagErrorCode;
  readonly errorMessage?: string;
  /** The flag's own over that of its set. */
  readonly metadata: FlagMetadata;
}

/** The answer with the caller's default in it. */
export interface Details<T extends FlagValue> extends Resolution {
  readonly value: T;
}

/** What is known of who asks. `targetingKey` is whom a share of users is told apart by. */
export type EvaluationContext = Readonly<Record<string, unknown>>;
