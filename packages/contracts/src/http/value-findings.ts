import type { Observation } from "@crossfade/core";
import { own } from "../document/json.ts";
import { fromMismatch, kindOf, type MismatchKind, placeOf, type SchemaMismatch } from "../observe.ts";
import type { ContentPair, Exchange, ParameterPair } from "./exchange.ts";

interface Asked {
  readonly ruleId: string;
  readonly kind: MismatchKind;
  readonly fixes: readonly string[];
}

/** Mismatches of one kind in what the client sends: bodies, and parameters as far as text on the wire shows them. */
export function inRequests(exchange: Exchange, { ruleId, kind, fixes }: Asked): Observation[] {
  const about = {
    ruleId,
    direction: "request",
    operation: exchange.operation,
    side: "receiver",
    fixes,
  } as const;
  const found: Observation[] = [];
  for (const pair of exchange.requests) {
    for (const item of pair.difference.mismatches) {
      if (kindOf(item) === kind) found.push(fromMismatch(item, { ...about, where: "request body" }));
    }
  }
  for (const pair of exchange.parameters) {
    for (const item of pair.difference.mismatches) {
      if (kindOf(item) !== kind || isTextAnyway(pair, item)) continue;
      found.push(
        fromMismatch(item, { ...about, where: `${pair.client?.in} parameter ${pair.client?.name}` }),
      );
    }
  }
  return found;
}

/** Mismatches of one kind in what the server answers: bodies and headers. */
export function inResponses(exchange: Exchange, { ruleId, kind, fixes }: Asked): Observation[] {
  const about = {
    ruleId,
    direction: "response",
    operation: exchange.operation,
    side: "sender",
    fixes,
  } as const;
  const found: Observation[] = [];
  for (const reply of exchange.replies) {
    for (const pair of [...reply.contents, ...reply.headers]) {
      const where =
        "sent" in pair && isContent(pair)
          ? `response ${reply.sent.status} body`
          : `response ${reply.sent.status} header`;
      for (const item of pair.difference.mismatches) {
        if (kindOf(item) === kind) found.push(fromMismatch(item, { ...about, where }));
      }
    }
  }
  return found;
}

function isContent(pair: object): pair is ContentPair {
  return own(own(pair, "sent"), "mediaType") !== undefined;
}

/** A number, written out, is a text: a plain `string` parameter takes it. So are true and false. */
function isTextAnyway(pair: ParameterPair, item: SchemaMismatch): boolean {
  if (pair.client?.content !== undefined || item.at !== "") return false;
  const schema = item.place.value;
  if (typeof item.value === "string") return isBare(schema, "boolean") && isFlag(pair.client?.schema?.value);
  const onlyFlag = own(pair.client?.schema?.value, "type") === "boolean";
  if (typeof item.value === "boolean" && onlyFlag && isFlag(schema, true)) return true;
  const scalar = typeof item.value === "number" || typeof item.value === "boolean";
  return scalar && isBare(schema, "string");
}

function isBare(schema: unknown, type: string): boolean {
  const bounds = ["enum", "const", "pattern", "format", "minLength", "maxLength"];
  return own(schema, "type") === type && bounds.every((keyword) => own(schema, keyword) === undefined);
}

/** A list of the texts true and false: nothing else; or, for a receiver, both at least. */
function isFlag(schema: unknown, both = false): boolean {
  const list = own(schema, "enum");
  if (!Array.isArray(list) || own(schema, "type") !== "string") return false;
  const others = ["const", "pattern", "format", "minLength", "maxLength"];
  if (others.some((keyword) => own(schema, keyword) !== undefined)) return false;
  const flags = ["true", "false"];
  return both ? flags.every((flag) => list.includes(flag)) : list.every((value) => flags.includes(value));
}

/** What could not be decided on the way of one flow. */
export function gapsIn(exchange: Exchange, flow: "request" | "response", ruleId: string): Observation[] {
  const pairs =
    flow === "request"
      ? [
          ...exchange.requests.map((pair) => ({ pair, where: "request body" })),
          ...exchange.parameters.map((pair) => ({
            pair,
            where: `${pair.client?.in} parameter ${pair.client?.name}`,
          })),
        ]
      : exchange.replies.flatMap((reply) => [
          ...reply.contents.map((pair) => ({ pair, where: `response ${reply.sent.status} body` })),
          ...reply.headers.map((pair) => ({
            pair,
            where: `response ${reply.sent.status} header ${pair.accepted.name}`,
          })),
        ]);
  return pairs.flatMap(({ pair, where }) => {
    const [gap] = pair.difference.gaps;
    // Told even beside something that surely breaks: that may be waived, and must not hide this.
    if (!gap) return [];
    const observation: Observation = {
      ruleId,
      outcome: "unknown",
      direction: flow,
      operation: exchange.operation,
      place: placeOf(flow === "request" ? "receiver" : "sender", gap.place),
      why: `${where}${gap.at === "" ? "" : ` at ${gap.at}`}: ${gap.why}`,
      decides:
        gap.decides ??
        (gap.keyword === ""
          ? "a schema that can be analysed here"
          : `a form of ${gap.keyword} that can be analysed, or the same text on both sides`),
      fixes: ["Write this part in keywords that Crossfade decides, or keep it as it was."],
    };
    return [observation];
  });
}
