import type { Roles } from "../exchange.ts";
import type { ExchangeRule } from "../rule.ts";
import { inRequests } from "../value-findings.ts";

const id = "http/request-type";
const fixes = ({ caller, answerer }: Roles) => [
  `Let the ${answerer} take both types until every ${caller} has moved.`,
  "Introduce the new type under a new name.",
];

export const rule: ExchangeRule = {
  id,
  mirror: "http/response-type",
  title: "The client sends a type that the server does not take",
  explanation:
    "A value that the client's contract allows has a JSON type that the server's contract does not: a number for an integer, a text for a number, null where none is expected.",
  check: (exchange) => inRequests(exchange, { ruleId: id, kind: "type", fixes }),
};
