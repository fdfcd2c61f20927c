import { type Inclusion, included } from "../../packages/contracts/src/schema/included.ts";
import { compiled } from "./independent-validator.ts";

/**
 * Asks whether one schema (2020-12) is included in another and attacks the answer with an independent validator: no
 * value of those given may be sent and refused where the answer is yes, and the value of a no must be both. Throws on a
 * wrong answer.
 */
export function attacked(sent: object, accepted: object, values: readonly unknown[]): Inclusion["kind"] {
  const answer = included(sent, accepted);
  const [mayBeSent, isAccepted] = [compiled("2020-12", sent), compiled("2020-12", accepted)];
  const breaks = (value: unknown) =>
    mayBeSent(value).kind === "valid" && isAccepted(value).kind === "invalid";
  const said = `\nsent ${JSON.stringify(sent)}\naccepted ${JSON.stringify(accepted)}`;
  if (answer.kind === "refuted" && !breaks(answer.value))
    throw new Error(`refuted by ${JSON.stringify(answer.value)}, which does not show it${said}`);
  const found = answer.kind === "proved" ? values.find(breaks) : undefined;
  if (found !== undefined) throw new Error(`proved, but ${JSON.stringify(found)} is sent and refused${said}`);
  return answer.kind;
}
