import { placeOf } from "../../observe.ts";
import { examplePath } from "../path-template.ts";
import type { ExchangeRule } from "../rule.ts";

const id = "http/request-body-required";

export const rule: ExchangeRule = {
  id,
  mirror: "http/response-body-missing",
  title: "The server requires a body that the client may leave out",
  explanation:
    "The server's version requires a request body; the client's version sends none or takes it for optional.",
  check: ({ operation, client, server, caller }) => {
    if (!server?.body?.required || client.body?.required || client.unresolved.length > 0) return [];
    return [
      {
        ruleId: id,
        outcome: "breaking",
        direction: "request",
        operation,
        place: placeOf("receiver", server.body.at),
        why: `a body is required, the ${caller} ${client.body ? "may leave it out" : "sends none"}`,
        example: { value: `${client.method} ${examplePath(client.path)}`, at: "" },
        fixes: [`Make the body optional until every live ${caller} sends it.`],
      },
    ];
  },
};
