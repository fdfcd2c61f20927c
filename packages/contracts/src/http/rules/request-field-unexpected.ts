import type { Roles } from "../exchange.ts";
import type { ExchangeRule } from "../rule.ts";
import { inRequests } from "../value-findings.ts";

const id = "http/request-field-unexpected";
const fixes = ({ answerer }: Roles) => [
  `Release the ${answerer} that knows the field first.`,
  `Let the ${answerer} ignore unknown properties.`,
];

export const rule: ExchangeRule = {
  id,
  mirror: "http/response-field-unexpected",
  title: "The client sends a field that the server refuses",
  explanation:
    "The server's version declares that it takes no other properties (additionalProperties: false), and the client's version sends one. It happens when a client learns a new field before the server, and when the server drops a field that old clients still send.",
  check: (exchange) => inRequests(exchange, { ruleId: id, kind: "field-unexpected", fixes }),
};
