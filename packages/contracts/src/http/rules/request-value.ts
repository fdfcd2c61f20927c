import type { Roles } from "../exchange.ts";
import type { ExchangeRule } from "../rule.ts";
import { inRequests } from "../value-findings.ts";

const id = "http/request-value";
const fixes = ({ caller, answerer }: Roles) => [
  `Keep the wider limit until no ${caller} relies on it.`,
  `Release the ${answerer} with the wider limit first.`,
];

export const rule: ExchangeRule = {
  id,
  mirror: "http/response-value",
  title: "The client sends a value outside of the server's limits",
  explanation:
    "A bound, a length, a pattern, a format, a count or an alternative of the server's contract is narrower than what the client's contract allows.",
  check: (exchange) => inRequests(exchange, { ruleId: id, kind: "value", fixes }),
};
