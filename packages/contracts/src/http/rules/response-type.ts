import type { Roles } from "../exchange.ts";
import type { ExchangeRule } from "../rule.ts";
import { inResponses } from "../value-findings.ts";

const id = "http/response-type";
const fixes = ({ caller }: Roles) => [
  "Keep the old type under the old name and send the new one beside it.",
  `Release ${caller}s that take both types first.`,
];

export const rule: ExchangeRule = {
  id,
  mirror: "http/request-type",
  title: "The server sends a type that the client does not take",
  explanation:
    "A value that the server's contract allows has a JSON type that the client's contract does not: null where a text was promised, a fraction where an integer was.",
  check: (exchange) => inResponses(exchange, { ruleId: id, kind: "type", fixes }),
};
