import { placeOf } from "../../observe.ts";
import type { ExchangeRule } from "../rule.ts";

const id = "http/request-body-ignored";

export const rule: ExchangeRule = {
  id,
  mirror: { waived: "a client that expects no body in a response does not read it" },
  title: "The client sends a body that the server does not declare",
  explanation: "Servers commonly ignore a body they do not expect; what the client says in it is then lost.",
  check: ({ operation, client, server, caller, answerer }) => {
    if (
      !server ||
      server.body ||
      !client.body ||
      client.body.content.length === 0 ||
      server.unresolved.length > 0
    )
      return [];
    return [
      {
        ruleId: id,
        outcome: "notice",
        direction: "request",
        operation,
        place: placeOf("sender", client.body.at),
        why: `the ${caller} sends a body, the ${answerer} declares none: it is probably ignored`,
        fixes: [`Release the ${answerer} that reads the body first.`],
      },
    ];
  },
};
