import type { Observation } from "@crossfade/core";
import { placeOf } from "../../observe.ts";
import type { ExchangeRule } from "../rule.ts";

const id = "http/response-body-missing";

export const rule: ExchangeRule = {
  id,
  mirror: "http/request-body-required",
  title: "The client expects a body that the server does not send",
  explanation:
    "For a status that both know, the client's contract has a body and the server's version declares none. For an error, and for a success that the client knows only as `default`, what the client does then is not written anywhere: unknown.",
  check: ({ operation, client, replies, server, caller }) =>
    replies.flatMap(({ sent, accepted, certain }): Observation[] => {
      if (!accepted || accepted.content.length === 0 || sent.content.length > 0 || server?.method === "HEAD")
        return [];
      const base = {
        ruleId: id,
        direction: "response",
        operation,
        place: placeOf("sender", accepted.at),
      } as const;
      const why = `response ${sent.status}: a body is expected, none is declared`;
      const success = /^[23]/.test(sent.status);
      if (success && certain && accepted.status !== "default")
        return [
          {
            ...base,
            outcome: "breaking",
            why,
            example: { value: `HTTP/1.1 ${sent.status} with an empty body`, at: "" },
            fixes: [`Keep sending the body until no ${caller} that reads it is live.`],
          },
        ];
      const only = success && ![...client.responses.keys()].some((status) => /^[23]/.test(status));
      if (only || (success ? !certain : accepted.content.some(({ schema }) => schema)))
        return [
          {
            ...base,
            outcome: "unknown",
            why,
            decides: `what the ${caller} does with ${sent.status} without a body`,
            fixes: [`Have ${caller}s take this status without a body, or keep sending the body.`],
          },
        ];
      return [{ ...base, outcome: "notice", why, fixes: [`Have ${caller}s take an error without a body.`] }];
    }),
};
