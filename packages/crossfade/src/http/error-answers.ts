import { CrossfadeError, type ErrorCode, errorCatalogue } from "@crossfade/core";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ErrorView } from "../wire/error-view.ts";
import type { AppEnv } from "./app-options.ts";

/** One part of a request that is wrong. */
export interface Problem {
  /** JSON pointer into the body, or "?name" for a parameter. */
  readonly pointer: string;
  readonly problem: string;
}

/** What is answered, whatever happened. A defect of ours says so; what it was stays in the log. */
export function errorAnswer(c: Context<AppEnv>, error: unknown): Response {
  const known = asCrossfadeError(error, c);
  const status = errorCatalogue[known.code].httpStatus;
  c.set("code", known.code);
  const headers = retryHeaders(known);
  return c.json(errorView(known), status as 400, headers);
}

/** All that is wrong with a request at once; the sentence names the first. */
export function problemsAnswer(c: Context<AppEnv>, problems: readonly Problem[]): Response {
  const [first = { pointer: "", problem: "it cannot be read" }] = problems;
  const error = new CrossfadeError("CF_REQUEST_INVALID", { pointer: first.pointer, problem: first.problem });
  c.set("code", error.code);
  return c.json(
    errorView(error, { ...error.details, problems }),
    errorCatalogue[error.code].httpStatus as 400,
  );
}

function errorView(
  { code, message, hint, details: own }: CrossfadeError,
  details: Readonly<Record<string, unknown>> = own,
): ErrorView {
  return { error: { code, message, hint, details } };
}

function asCrossfadeError(error: unknown, c: Context<AppEnv>): CrossfadeError {
  if (error instanceof CrossfadeError) return error;
  if (error instanceof HTTPException) return fromHttp(error);
  const what = `${c.req.method} failed (request ${c.get("requestId")})`;
  return new CrossfadeError("CF_INTERNAL", { what }, { cause: error });
}

/** What Hono itself refuses. */
function fromHttp(error: HTTPException): CrossfadeError {
  const wrong = (pointer: string, problem: string) =>
    new CrossfadeError("CF_REQUEST_INVALID", { pointer, problem }, { cause: error });
  if (error.status === 415) return wrong("content-type", "it has to be application/json.");
  return wrong("the body", "it is not JSON.");
}

function retryHeaders({ code, details }: CrossfadeError): Record<string, string> {
  const waits: readonly ErrorCode[] = ["CF_RATE_LIMIT", "CF_LOGIN_LIMIT"];
  if (waits.includes(code)) return { "retry-after": String(details.seconds) };
  return code === "CF_TOKEN_REFUSED" ? { "www-authenticate": "Bearer" } : {};
}
