import type { ExchangeRule } from "../rule.ts";
import { inResponses } from "../value-findings.ts";

const id = "http/response-field-required";
const fixes = [
  "Keep sending the field until no client that needs it is live.",
  "Release the server that sends it before the clients that need it.",
];

export const rule: ExchangeRule = {
  id,
  mirror: "http/request-field-required",
  title: "The client needs a field that the server may leave out",
  explanation:
    "A field of the response is required in the contract the client was built from, and the server's version does not promise it. It happens when a required field is removed or becomes optional before the old clients are gone, and when a client that needs a new field meets a server that does not send it yet.",
  check: (exchange) => inResponses(exchange, { ruleId: id, kind: "field-required", fixes }),
};
