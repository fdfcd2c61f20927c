import { placeOf } from "../../observe.ts";
import type { ExchangeRule } from "../rule.ts";

const id = "http/response-media-type";

export const rule: ExchangeRule = {
  id,
  mirror: "http/request-media-type",
  title: "The server answers in media types that the client does not take",
  explanation:
    "None of the media types in which the server's version answers a status is known to the client. A client names what it takes (accept), so one in common is enough.",
  check: ({ operation, replies }) =>
    replies.flatMap(({ sent, accepted, contents }) => {
      if (!accepted || accepted.content.length === 0 || contents.length === 0) return [];
      if (contents.some((pair) => pair.accepted)) return [];
      const given = sent.content.map((content) => content.mediaType).join(", ");
      return [
        {
          ruleId: id,
          outcome: "breaking",
          direction: "response",
          operation,
          place: placeOf("sender", accepted.at),
          why: `response ${sent.status}: ${given} is sent, ${accepted.content.map((content) => content.mediaType).join(", ")} is accepted`,
          example: { value: `content-type: ${sent.content[0]?.mediaType ?? ""}`, at: "" },
          fixes: ["Keep answering in the old media type where a client asks for it."],
        },
      ];
    }),
};
