import type { Roles } from "../exchange.ts";
import type { ExchangeRule } from "../rule.ts";
import { inResponses } from "../value-findings.ts";

const id = "http/response-field-unexpected";
const fixes = ({ caller }: Roles) => [
  `Declare the ${caller} tolerant if it ignores unknown properties.`,
  `Release the ${caller}s that know the field first.`,
];

export const rule: ExchangeRule = {
  id,
  mirror: "http/request-field-unexpected",
  title: "The server sends a field that the client refuses",
  explanation:
    "The client is declared strict (it takes no properties beyond those it knows), and the server's version sends one that the client's contract does not have. Tolerant clients, the default, never meet this rule.",
  check: (exchange) => inResponses(exchange, { ruleId: id, kind: "field-unexpected", fixes }),
};
