import type { Dialect } from "../finding/finding.ts";

export interface Question {
  readonly dialect: Dialect;
  /** Self-contained: every `$ref` resolves inside. */
  readonly schema: unknown;
  readonly value: unknown;
}
export type Answer =
  | { readonly kind: "valid" }
  | { readonly kind: "invalid"; readonly at: string; readonly message: string }
  | { readonly kind: "unknown"; readonly why: string };

/** An independent JSON Schema validator with a deadline: it never hangs, it says `unknown`. */
export interface Validator {
  /** Answers in the order of the questions. */
  validate(questions: readonly Question[]): Promise<readonly Answer[]>;
  close(): Promise<void>;
}
