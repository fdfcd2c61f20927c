import type { Roles } from "../exchange.ts";
import type { ExchangeRule } from "../rule.ts";
import { inResponses } from "../value-findings.ts";

const id = "http/response-enum";
const fixes = ({ caller }: Roles) => [
  `Send the new value only when no ${caller} without it is live (a flag).`,
  `Declare the ${caller} open-enum if it has a branch for unknown values.`,
];

export const rule: ExchangeRule = {
  id,
  mirror: "http/request-enum",
  title: "The server sends a value that is not on the client's list",
  explanation:
    "The client's contract lists the values it knows, and the server's version may answer another one. It happens when a value is added while old clients are live. A client that is declared open-enum takes unknown texts and never meets this rule.",
  check: (exchange) => inResponses(exchange, { ruleId: id, kind: "enum", fixes }),
};
