import type { Roles } from "../exchange.ts";
import type { ExchangeRule } from "../rule.ts";
import { inResponses } from "../value-findings.ts";

const id = "http/response-value";
const fixes = ({ caller }: Roles) => [
  `Keep to the narrower limit until no ${caller} relies on it.`,
  `Release ${caller}s that take the wider limit first.`,
];

export const rule: ExchangeRule = {
  id,
  mirror: "http/request-value",
  title: "The server sends a value outside of the client's limits",
  explanation:
    "A bound, a length, a pattern, a format, a count or an alternative of the client's contract is narrower than what the server's contract allows.",
  check: (exchange) => inResponses(exchange, { ruleId: id, kind: "value", fixes }),
};
