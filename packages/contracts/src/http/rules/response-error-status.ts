import { placeOf } from "../../observe.ts";
import type { ExchangeRule } from "../rule.ts";
import { handlerOf } from "../statuses.ts";

const id = "http/response-error-status";

export const rule: ExchangeRule = {
  id,
  mirror: { waived: "requests have no status" },
  title: "The server reports an error that the client does not know",
  explanation:
    "Clients are expected to treat any 4xx or 5xx as a failure, so nothing breaks; but a special branch for the new error is missing.",
  check: ({ operation, client, replies, caller, answerer }) =>
    replies.flatMap(({ sent }) => {
      if (/^[123]/.test(sent.status) || handlerOf(client, sent.status) || client.responses.size === 0)
        return [];
      return [
        {
          ruleId: id,
          outcome: "notice",
          direction: "response",
          operation,
          place: placeOf("receiver", sent.at),
          example: { value: `HTTP/1.1 ${sent.status}`, at: "" },
          why: `the ${answerer} may answer ${sent.status}, which the ${caller}'s contract does not have`,
          fixes: [`Have ${caller}s treat every unknown 4xx and 5xx as a failure.`],
        },
      ];
    }),
};
