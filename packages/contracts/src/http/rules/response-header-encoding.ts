import type { Observation } from "@crossfade/core";
import { placeOf } from "../../observe.ts";
import type { ExchangeRule } from "../rule.ts";
import { writingDifference, writingText } from "../wire-form.ts";

const id = "http/response-header-encoding";

export const rule: ExchangeRule = {
  id,
  mirror: "http/request-parameter-encoding",
  title: "The server writes a header in a way that the client does not read",
  explanation:
    "`explode` or `content` of a response header differ, and so does its text on the wire: a=1,b=2 is not a,1,b,2. Where a schema does not say what is written the answer is unknown.",
  check: ({ operation, replies, clientApi, serverApi, caller }) =>
    replies.flatMap(({ sent: reply, headers, certain }) =>
      headers.flatMap(({ sent, accepted }): Observation[] => {
        const difference =
          sent &&
          writingDifference(
            { ...sent, source: serverApi.schemas },
            { ...accepted, source: clientApi.schemas },
          );
        if (!difference) return [];
        return [
          {
            ruleId: id,
            ...(difference.certain && certain
              ? { outcome: "breaking" }
              : { outcome: "unknown", decides: "the same way of writing it on both sides" }),
            direction: "response",
            operation,
            place: placeOf("sender", accepted.at),
            other: placeOf("receiver", sent.at),
            why: `response ${reply.status}: the header ${accepted.name} is written as ${writingText(sent)}, read as ${writingText(accepted)}`,
            example: { value: `${accepted.name}: ${difference.example}`, at: "" },
            fixes: [`Keep to the old way of writing it until no ${caller} reads it.`],
          },
        ];
      }),
    ),
};
