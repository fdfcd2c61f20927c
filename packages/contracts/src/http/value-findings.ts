import type { Observation } from "@crossfade/core";
import { fromMismatch, kindOf, type MismatchKind, placeOf } from "../observe.ts";
import type { Exchange, Roles } from "./exchange.ts";
import { headerDifference, parameterDifference, requestDifference } from "./text-difference.ts";

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
    for (const item of requestDifference(exchange, pair).mismatches) {
      if (kindOf(item) === kind) found.push(fromMismatch(item, { ...about, where: "request body" }));
    }
  }
  for (const pair of exchange.parameters) {
    for (const item of parameterDifference(exchange, pair).mismatches) {
      if (kindOf(item) !== kind) continue;
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
    for (const pair of reply.headers) {
      for (const item of headerDifference(exchange, pair).mismatches) {
        if (kindOf(item) !== kind) continue;
        const where = `response ${reply.sent.status} header ${pair.accepted.name}`;
        found.push(fromMismatch(item, { ...about, where }));
      }
    }
  }
  return found;
}

/** What could not be decided on the way of one flow. */
export function gapsIn(exchange: Exchange, flow: "request" | "response", ruleId: string): Observation[] {
  const pairs =
    flow === "request"
      ? [
          ...exchange.requests.map((pair) => ({
            pair: { difference: requestDifference(exchange, pair) },
            where: "request body",
          })),
          ...exchange.parameters.map((pair) => ({
            pair: { difference: parameterDifference(exchange, pair) },
            where: `${pair.client?.in} parameter ${pair.client?.name}`,
          })),
        ]
      : exchange.replies.flatMap((reply) => [
          ...reply.contents.map((pair) => ({ pair, where: `response ${reply.sent.status} body` })),
          ...reply.headers.map((pair) => ({
            pair: { difference: headerDifference(exchange, pair) },
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
