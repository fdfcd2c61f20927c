import { placeOf } from "../../observe.ts";
import { pairedFields, speaksOfOthers } from "../fields.ts";
import type { ExchangeRule } from "../rule.ts";

const id = "http/request-field-ignored";
const fieldLimit = 20;

export const rule: ExchangeRule = {
  id,
  mirror: {
    waived: "a field that a client does not know is no use to it: ignoring it is what tolerant clients do",
  },
  title: "The client sends a field that the server does not declare",
  explanation:
    "The server's version admits unknown properties, so the request is accepted; but what the client says in the field is silently lost. It happens when a new client meets an old server.",
  check: ({ operation, clientApi, serverApi, requests, answerer, flow }) =>
    requests.flatMap(({ sent, accepted }) => {
      if (!sent.schema || !accepted?.schema) return [];
      const sides = [
        { source: clientApi.schemas, at: sent.schema },
        { source: serverApi.schemas, at: accepted.schema },
      ] as const;
      const unread = [...pairedFields(...sides, flow("request"))].filter(
        (field) =>
          field.sent &&
          !field.accepted &&
          !speaksOfOthers({ source: serverApi.schemas, at: field.acceptedIn }),
      );
      return unread.slice(0, fieldLimit).map((field) => ({
        ruleId: id,
        outcome: "notice" as const,
        direction: "request" as const,
        operation,
        place: placeOf("sender", field.sent ?? field.sentIn),
        why: `the ${answerer} does not declare ${field.pointer}: it is probably ignored`,
        fixes: [`Release the ${answerer} that knows the field first.`],
      }));
    }),
};
