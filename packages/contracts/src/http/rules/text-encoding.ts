import type { Observation } from "@crossfade/core";
import { placeKey } from "../../document/library.ts";
import { placeOf } from "../../observe.ts";
import { type FieldSide, type SharedField, saidOf, sharedFields } from "../fields.ts";
import type { MeetingRule } from "../rule.ts";

const id = "http/text-encoding";

export const rule: MeetingRule = {
  id,
  mirror: id,
  title: "A text is encoded in another way",
  explanation:
    "`contentEncoding`, or `format: byte` (base64), of a text differs. For JSON Schema both are remarks, so every value is valid on both sides; but one side reads as plain text what the other has encoded, or the reverse. Whether the documents were only made more precise is not written anywhere: unknown. Told once for each field.",
  check: ({ exchanges }) => {
    const told = new Set<string>();
    return (["request", "response"] as const).flatMap((direction) =>
      sharedFields(exchanges, direction).flatMap((field): Observation[] => {
        const how = encodings(field, direction);
        const key = `${direction} ${placeKey(field.sent ?? field.sentIn)}`;
        if (!how || told.has(key)) return [];
        told.add(key);
        return [observed(field, direction, how)];
      }),
    );
  },
};

/** As it is sent, as it is read; undefined where that is the same. */
function encodings(
  { exchange: { clientApi, serverApi }, sent, accepted }: SharedField,
  direction: "request" | "response",
): readonly [string, string] | undefined {
  if (!sent || !accepted) return undefined;
  const [from, to] = direction === "request" ? [clientApi, serverApi] : [serverApi, clientApi];
  const given = encodingOf({ source: from.schemas, at: sent });
  const wanted = encodingOf({ source: to.schemas, at: accepted });
  return given === wanted ? undefined : [given, wanted];
}

function encodingOf(side: FieldSide): string {
  const said = saidOf(side, "contentEncoding");
  if (typeof said === "string") return said.toLowerCase();
  const format = saidOf(side, "format");
  if (format === "byte") return "base64";
  return format === "base64url" ? format : "plain text";
}

function observed(
  { exchange, pointer, sent, accepted, sentIn, acceptedIn }: SharedField,
  direction: "request" | "response",
  [given, wanted]: readonly [string, string],
): Observation {
  const [from, to] = [sent ?? sentIn, accepted ?? acceptedIn];
  const [ours, theirs] = direction === "request" ? [from, to] : [to, from];
  const where = pointer === "" ? "" : ` at ${pointer}`;
  return {
    ruleId: id,
    outcome: "unknown",
    direction,
    operation: exchange.operation,
    place: placeOf("sender", ours),
    other: placeOf("receiver", theirs),
    why: `${direction} body${where}: ${given} is sent, ${wanted} is read`,
    decides: "the same contentEncoding on both sides",
    fixes: ["Send the new encoding under a new name until every side reads it."],
  };
}
