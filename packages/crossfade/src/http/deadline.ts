import { CrossfadeError } from "@crossfade/core";
import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "./app-options.ts";

/** CF_DEADLINE when there is no answer in time. What was begun may still happen; streams have begun to answer by then. */
export function deadline(answerMs: (path: string) => number): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const withinMs = answerMs(c.req.path);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const seconds = Math.ceil(withinMs / 1_000);
      timer = setTimeout(() => reject(new CrossfadeError("CF_DEADLINE", { seconds })), withinMs);
    });
    try {
      await Promise.race([next(), late]);
    } finally {
      clearTimeout(timer);
    }
  };
}
