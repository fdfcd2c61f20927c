import type { Observation } from "@crossfade/core";
import { canonicalJson } from "../../document/json.ts";
import type { Location } from "../../document/library.ts";
import { placeOf } from "../../observe.ts";
import type { Exchange } from "../exchange.ts";
import { isRequired, pairedFields, saidOf } from "../fields.ts";
import type { ExchangeRule } from "../rule.ts";

const id = "http/request-default-changed";

export const rule: ExchangeRule = {
  id,
  mirror: { waived: "a default fills in what a request leaves out; responses have none" },
  title: "A parameter or field that is left out means something else",
  explanation:
    "The default of a parameter or of a field of the body differs. Nothing breaks on the wire, but a client that leaves it out gets another result than the contract it was built from says.",
  check: (exchange) => {
    const { parameters, requests, clientApi, serverApi } = exchange;
    const found = parameters.flatMap(({ client, server }) =>
      client?.schema && server?.schema && !client.required
        ? changed(exchange, client.schema, server.schema, `${client.in} parameter ${client.name}`)
        : [],
    );
    for (const { sent, accepted } of requests) {
      if (!sent.schema || !accepted?.schema) continue;
      const ours = { source: clientApi.schemas, at: sent.schema };
      const theirs = { source: serverApi.schemas, at: accepted.schema };
      for (const field of pairedFields(ours, theirs, exchange.flow("request"))) {
        if (!field.sent || !field.accepted) continue;
        if (isRequired({ source: clientApi.schemas, at: field.sentIn }, field.name)) continue;
        found.push(...changed(exchange, field.sent, field.accepted, `field ${field.pointer}`));
      }
    }
    return found;
  },
};

function changed(exchange: Exchange, sent: Location, accepted: Location, what: string): Observation[] {
  const { clientApi, serverApi, caller, answerer, operation } = exchange;
  const before = saidOf({ source: clientApi.schemas, at: sent }, "default");
  const after = saidOf({ source: serverApi.schemas, at: accepted }, "default");
  if (before === undefined || canonicalJson(before) === canonicalJson(after ?? null)) return [];
  const now = after === undefined ? "none" : JSON.stringify(after);
  return [
    {
      ruleId: id,
      outcome: "notice",
      direction: "request",
      operation,
      place: placeOf("receiver", accepted),
      other: placeOf("sender", sent),
      why: `the default of the ${what} is ${JSON.stringify(before)} for the ${caller}, ${now} for the ${answerer}`,
      fixes: [`Have ${caller}s send the value that they mean.`],
    },
  ];
}
