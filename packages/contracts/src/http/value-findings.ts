import type { Observation } from "@crossfade/core";
import { fromMismatch, kindOf, type MismatchKind, placeOf, type SchemaMismatch } from "../observe.ts";
import type { Parameter } from "./api.ts";
import type { Exchange, Roles } from "./exchange.ts";
import { isTakenAsText } from "./text-values.ts";

interface Asked {
  readonly ruleId: string;
  readonly kind: MismatchKind;
  readonly fixes: (roles: Roles) => readonly string[];
}

/** Mismatches of one kind in what the client sends: bodies, and parameters as far as text on the wire shows them. */
export function inRequests(exchange: Exchange, { ruleId, kind, fixes }: Asked): Observation[] {
  const about = {
    ruleId,
    direction: "request",
    operation: exchange.operation,
    side: "receiver",
    fixes: fixes(exchange),
  } as const;
  const found: Observation[] = [];
  for (const pair of exchange.requests) {
    for (const item of pair.difference.mismatches) {
      if (kindOf(item) === kind) found.push(fromMismatch(item, { ...about, where: "request body" }));
    }
  }
  for (const pair of exchange.parameters) {
    for (const item of pair.difference.mismatches) {
      const taken = pair.server && { content: pair.server.content, schema: pair.taken };
      if (kindOf(item) !== kind || isText(exchange, "request", pair.client, taken, item)) continue;
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
    fixes: fixes(exchange),
  } as const;
  const found: Observation[] = [];
  for (const reply of exchange.replies) {
    for (const pair of reply.contents) {
      for (const item of pair.difference.mismatches) {
        if (kindOf(item) !== kind) continue;
        found.push(fromMismatch(item, { ...about, where: `response ${reply.sent.status} body` }));
      }
    }
    for (const { sent, accepted, difference } of reply.headers) {
      for (const item of difference.mismatches) {
        if (kindOf(item) !== kind || isText(exchange, "response", sent, accepted, item)) continue;
        const where = `response ${reply.sent.status} header ${accepted.name}`;
        found.push(fromMismatch(item, { ...about, where }));
      }
    }
  }
  return found;
}

type Side = Pick<Parameter, "content" | "schema">;

/** The schemas disagree, the texts on the wire do not. */
function isText(
  { clientApi, serverApi }: Exchange,
  flow: "request" | "response",
  sent: Side | undefined,
  accepted: Side | undefined,
  item: SchemaMismatch,
): boolean {
  if (!sent || !accepted || item.at !== "") return false;
  const [from, to] = flow === "request" ? [clientApi, serverApi] : [serverApi, clientApi];
  return isTakenAsText(
    { source: from.schemas, schema: sent.schema, content: sent.content },
    { source: to.schemas, schema: accepted.schema, content: accepted.content },
    item.value,
  );
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
