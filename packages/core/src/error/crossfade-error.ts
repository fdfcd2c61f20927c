import { type ErrorCode, errorCatalogue } from "./catalogue.ts";

/** An error that a user can do something about. Its sentence and hint come from the catalogue. */
export class CrossfadeError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly exitCode: number;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(
    code: ErrorCode,
    details: Readonly<Record<string, string | number>> = {},
    options: { cause?: unknown } = {},
  ) {
    const entry = errorCatalogue[code];
    super(fill(entry.sentence, details), options);
    this.name = "CrossfadeError";
    this.code = code;
    this.hint = fill(entry.hint, details);
    this.exitCode = entry.exitCode;
    this.details = details;
  }
}

function fill(template: string, details: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? `{${name}}`));
}
