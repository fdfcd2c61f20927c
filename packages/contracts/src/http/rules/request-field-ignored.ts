import { placeOf } from "../../observe.ts";
import type { ExchangeRule } from "../rule.ts";
import { undeclaredFields } from "../undeclared-fields.ts";

const id = "http/request-field-ignored";

export const rule: ExchangeRule = {
  id,
  mirror: {
    waived: "a field that a client does not know is no use to it: ignoring it is what tolerant clients do",
  },
  title: "The client sends a field that the server does not declare",
  explanation:
    "The server's version admits unknown properties, so the request is accepted; but what the client says in the field is silently lost. It happens when a new client meets an old server.",
  check: ({ operation, clientApi, serverApi, requests }) =>
    requests.flatMap(({ sent, accepted }) => {
      if (!sent.schema || !accepted?.schema) return [];
      return undeclaredFields(clientApi.schemas, sent.schema, serverApi.schemas, accepted.schema).map(
        (field) => ({
          ruleId: id,
          outcome: "notice" as const,
          direction: "request" as const,
          operation,
          place: placeOf("sender", field.at),
          why: `the server does not declare ${field.pointer}: it is probably ignored`,
          fixes: ["Release the server that knows the field first."],
        }),
      );
    }),
};
