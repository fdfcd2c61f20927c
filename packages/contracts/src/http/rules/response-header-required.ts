import type { Observation } from "@crossfade/core";
import { placeOf } from "../../observe.ts";
import type { ExchangeRule } from "../rule.ts";

const id = "http/response-header-required";

export const rule: ExchangeRule = {
  id,
  mirror: "http/request-parameter-required",
  title: "The client needs a header that the server may leave out",
  explanation:
    "A response header is required in the client's contract; the server's version does not declare it or calls it optional.",
  check: ({ operation, replies, caller, answerer }) =>
    replies.flatMap(({ sent, headers, certain }) =>
      headers.flatMap(({ sent: given, accepted }): Observation[] => {
        if (!accepted.required || given?.required) return [];
        return [
          {
            ruleId: id,
            ...(certain
              ? { outcome: "breaking" }
              : { outcome: "unknown", decides: `whether the ${answerer} answers ${sent.status}` }),
            direction: "response",
            operation,
            place: placeOf("sender", accepted.at),
            why: `response ${sent.status}: the header ${accepted.name} is required, the ${answerer} ${given ? "may leave it out" : "does not declare it"}`,
            example: { value: `HTTP/1.1 ${sent.status} without ${accepted.name}`, at: "" },
            fixes: [`Keep sending the header until no ${caller} that needs it is live.`],
          },
        ];
      }),
    ),
};
