import type { Roles } from "../exchange.ts";
import type { ExchangeRule } from "../rule.ts";
import { inRequests } from "../value-findings.ts";

const id = "http/request-field-required";
const fixes = ({ caller, answerer }: Roles) => [
  `Accept the field as optional first, and require it when every ${caller} that is live sends it.`,
  `Release the ${caller}s that send it before the ${answerer} that requires it.`,
];

export const rule: ExchangeRule = {
  id,
  mirror: "http/response-field-required",
  title: "The server requires a field that the client may leave out",
  explanation:
    "A field of the request (body or object parameter) is required by the server's version and not promised by the client's. It happens when a field is added as required, or turns from optional to required, before every client sends it; and when a new client leaves out what an old server still needs.",
  check: (exchange) => inRequests(exchange, { ruleId: id, kind: "field-required", fixes }),
};
