import type { Observation } from "@crossfade/core";
import { type Location, placeKey } from "../../document/library.ts";
import { placeOf } from "../../observe.ts";
import { admitsOthers, isRequired, sharedFields } from "../fields.ts";
import type { MeetingRule } from "../rule.ts";

const id = "http/response-field-absent";

export const rule: MeetingRule = {
  id,
  mirror: {
    waived: "a field that a client does not send was optional, or its absence is http/request-field-required",
  },
  title: "The client knows a field that the server does not send",
  explanation:
    "An optional field or header of a response is in the contract the client was built from, and the server's version does not have it. Nothing breaks on the wire, but whatever the client shows or does with the field is missing. It happens when an optional field is removed, and when a new client meets an old server. Told once for each field.",
  check: ({ exchanges, settings }) => {
    if (settings.world === "open") return [];
    const told = new Set<string>();
    const found: Observation[] = [];
    const tell = (at: Location, what: string, operation: string, other?: Location) => {
      if (told.has(placeKey(at))) return;
      told.add(placeKey(at));
      const place = placeOf("sender", at);
      const where = other ? { place, other: placeOf("receiver", other) } : { place };
      found.push({ ...about(what), ...where, operation });
    };
    for (const { operation, replies } of exchanges) {
      for (const { sent, accepted } of replies.flatMap((reply) => (reply.certain ? reply.headers : [])))
        if (!sent && !accepted.required) tell(accepted.at, `the header ${accepted.name}`, operation);
    }
    for (const { exchange, certain, ...field } of sharedFields(exchanges, "response")) {
      if (!certain || field.sent || !field.accepted) continue;
      if (admitsOthers({ source: exchange.serverApi.schemas, at: field.sentIn })) continue;
      if (isRequired({ source: exchange.clientApi.schemas, at: field.acceptedIn }, field.name)) continue;
      tell(field.accepted, field.pointer, exchange.operation, field.sentIn);
    }
    return found;
  },
};

function about(what: string) {
  return {
    ruleId: id,
    outcome: "notice",
    direction: "response",
    why: `the server does not send ${what}, which the client's contract has`,
    example: { value: `without ${what}`, at: "" },
    fixes: ["Keep sending it until no client that uses it is live."],
  } as const;
}
