import type { EvaluationContext } from "@crossfade/flags/evaluate";

export type ReadContext =
  | { readonly ok: true; readonly context: EvaluationContext }
  | {
      readonly ok: false;
      readonly errorCode: "PARSE_ERROR" | "INVALID_CONTEXT";
      readonly errorDetails: string;
    };

/**
 * The context of a body. `clientHeader` is "web/2.3.1", the header x-client-version: it says what the context does not say.
 */
export function contextOf(body: string, clientHeader: string | undefined): ReadContext {
  const read = parsed(body);
  if (read === undefined) return wrong("PARSE_ERROR", "the body is not JSON");
  const context = isMapping(read.value) ? (read.value.context ?? {}) : undefined;
  if (!isMapping(context)) return wrong("INVALID_CONTEXT", "the body has to be { context: { … } }");
  const { targetingKey } = context;
  if (targetingKey !== undefined && targetingKey !== null && typeof targetingKey !== "string")
    return wrong("INVALID_CONTEXT", "targetingKey has to be a text");
  return { ok: true, context: { ...clientOf(clientHeader), ...context } };
}

/** "web/2.3.1" as the attributes that ranges of clients are held against. */
function clientOf(header = ""): EvaluationContext {
  const [, client, clientVersion] = /^([\w.-]{1,64})\/([\w.+-]{1,64})$/.exec(header) ?? [];
  return client === undefined || clientVersion === undefined ? {} : { client, clientVersion };
}

function parsed(body: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(body) as unknown };
  } catch {
    return undefined;
  }
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wrong(errorCode: "PARSE_ERROR" | "INVALID_CONTEXT", errorDetails: string): ReadContext {
  return { ok: false, errorCode, errorDetails };
}
