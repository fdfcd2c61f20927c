import type { Observation } from "@crossfade/core";
import { fromMismatch, kindOf, type MismatchKind } from "../observe.ts";
import type { Message } from "./rule.ts";

export function inMessages(
  message: Message,
  asked: { ruleId: string; kind: MismatchKind; fixes: readonly string[] },
): Observation[] {
  const about = {
    ...asked,
    direction: "message",
    operation: message.type,
    where: "message",
    side: "receiver",
  } as const;
  return message.difference.mismatches
    .filter((item) => kindOf(item) === asked.kind)
    .map((item) => fromMismatch(item, about));
}
