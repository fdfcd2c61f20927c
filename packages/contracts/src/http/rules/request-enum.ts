import type { Roles } from "../exchange.ts";
import type { ExchangeRule } from "../rule.ts";
import { inRequests } from "../value-findings.ts";

const id = "http/request-enum";
const fixes = ({ caller, answerer }: Roles) => [
  `Keep accepting the value until no ${caller} sends it.`,
  `Release the ${answerer} that knows the value first.`,
];

export const rule: ExchangeRule = {
  id,
  mirror: "http/response-enum",
  title: "The client sends a value that is not on the server's list",
  explanation:
    "The server's contract lists the allowed values, and the client's version may send another one. It happens when a value is taken off the list, and when a new client uses a value that an old server does not know.",
  check: (exchange) => inRequests(exchange, { ruleId: id, kind: "enum", fixes }),
};
