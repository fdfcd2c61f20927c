import { CrossfadeError, type ErrorCode, errorCatalogue } from "@crossfade/core";

/** What the control plane refused, in its own words: its code, sentence and hint, and the exit code that belongs to them. */
export class ServerRefusal extends CrossfadeError {
  /** One that this version does not know is possible: the server may be newer. */
  override readonly code: ErrorCode;
  override readonly exitCode: number;
  override readonly details: Readonly<Record<string, string | number>>;
  readonly status: number;

  constructor({ code, message, hint, details }: RefusedWith, status: number) {
    super("CF_SERVER_REFUSED", { message, hint });
    this.code = code as ErrorCode;
    this.exitCode = Object.hasOwn(errorCatalogue, code) ? errorCatalogue[code as ErrorCode].exitCode : 2;
    this.details = details;
    this.status = status;
  }
}

interface RefusedWith {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly details: Readonly<Record<string, string | number>>;
}

/** The error of an answer; undefined if it holds none that has our form. */
export function refusalOf(answer: unknown, status: number): ServerRefusal | undefined {
  const error = memberOf(answer, "error");
  const [code, message, hint] = ["code", "message", "hint"].map((name) => memberOf(error, name));
  if (typeof code !== "string" || !/^CF_[A-Z0-9_]{1,60}$/.test(code)) return undefined;
  if (typeof message !== "string" || typeof hint !== "string") return undefined;
  return new ServerRefusal({ code, message, hint, details: detailsOf(memberOf(error, "details")) }, status);
}

function detailsOf(value: unknown): Readonly<Record<string, string | number>> {
  if (typeof value !== "object" || value === null) return {};
  const plain = Object.entries(value).filter(([, each]) => ["string", "number"].includes(typeof each));
  return Object.fromEntries(plain);
}

export function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
