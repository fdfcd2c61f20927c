import type { FlagErrorCode, Resolution } from "@crossfade/flags/evaluate";

/** Answers as OFREP 0.3.0 has them. */
export type OfrepAnswer =
  | {
      readonly key: string;
      /** Missing: the code takes its own default. */
      readonly value?: unknown;
      readonly reason: "STATIC" | "TARGETING_MATCH" | "DISABLED" | "UNKNOWN";
      readonly variant?: string;
      readonly metadata: Readonly<Record<string, unknown>>;
    }
  | { readonly key: string; readonly errorCode: FlagErrorCode; readonly errorDetails: string };

export function ofrepAnswer(key: string, resolution: Resolution): OfrepAnswer {
  const { value, variant, reason, errorCode, errorMessage = "", metadata } = resolution;
  if (reason === "ERROR") return { key, errorCode: errorCode ?? "GENERAL", errorDetails: errorMessage };
  return {
    key,
    ...(value === undefined ? {} : { value }),
    ...(variant === undefined ? {} : { variant }),
    // OFREP has no DEFAULT among its reasons; what it was is still told.
    ...(reason === "DEFAULT"
      ? { reason: "UNKNOWN", metadata: { ...metadata, "crossfade.reason": reason } }
      : { reason, metadata }),
  };
}

export function answerStatus(answer: OfrepAnswer): 200 | 400 | 404 {
  if (!("errorCode" in answer)) return 200;
  return answer.errorCode === "FLAG_NOT_FOUND" ? 404 : 400;
}
