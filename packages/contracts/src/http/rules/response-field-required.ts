import type { Roles } from "../exchange.ts";
import type { ExchangeRule } from "../rule.ts";
import { inResponses } from "../value-findings.ts";

const id = "http/response-field-required";
const fixes = ({ caller, answerer }: Roles) => [
  `Keep sending the field until no ${caller} that needs it is live.`,
  `Release the ${answerer} that sends it before the ${caller}s that need it.`,
];

export const rule: ExchangeRule = {
  id,
  mirror: "http/request-field-required",
  title: "The client needs a field that the server may leave out",
  explanation:
    "A field of the response is required in the contract the client was built from, and the server's version does not promise it. It happens when a required field is removed or becomes optional before the old clients are gone, and when a client that needs a new field meets a server that does not send it yet.",
  check: (exchange) => inResponses(exchange, { ruleId: id, kind: "field-required", fixes }),
};
