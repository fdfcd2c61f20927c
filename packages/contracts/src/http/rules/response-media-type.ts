import type { Observation } from "@crossfade/core";
import { placeOf } from "../../observe.ts";
import type { Reply } from "../api.ts";
import type { ContentPair } from "../exchange.ts";
import { kinOf } from "../media-type.ts";
import type { ExchangeRule } from "../rule.ts";

const id = "http/response-media-type";

export const rule: ExchangeRule = {
  id,
  mirror: "http/request-media-type",
  title: "The server answers in media types that the client does not take",
  explanation:
    "None of the media types in which the server's version answers a status is known to the client. A client names what it takes (accept), so one in common is enough. If only parameters of the media type differ, what they mean is not written anywhere: unknown.",
  check: ({ operation, replies }) =>
    replies.flatMap(({ sent, accepted, contents, certain }): Observation[] => {
      if (!accepted || accepted.content.length === 0 || contents.length === 0) return [];
      const blurred = contents.some((pair) => isBlurred(pair, sent, accepted));
      if (!blurred && contents.some((pair) => pair.accepted)) return [];
      const given = sent.content.map((content) => content.mediaType).join(", ");
      const base = {
        ruleId: id,
        direction: "response",
        operation,
        place: placeOf("sender", accepted.at),
        why: `response ${sent.status}: ${given} is sent, ${accepted.content.map((content) => content.mediaType).join(", ")} is accepted`,
        example: { value: `content-type: ${sent.content[0]?.mediaType ?? ""}`, at: "" },
        fixes: ["Keep answering in the old media type where a client asks for it."],
      } as const;
      if (blurred)
        return [{ ...base, outcome: "unknown", decides: "what the parameters of the media type mean" }];
      if (!certain)
        return [{ ...base, outcome: "unknown", decides: `whether the server answers ${sent.status}` }];
      return [{ ...base, outcome: "breaking" }];
    }),
};

/** The client takes this type, but with parameters that the server does not name. */
function isBlurred(pair: ContentPair, sent: Reply, accepted: Reply): boolean {
  if (pair.accepted) return false;
  return kinOf(pair.sent, accepted.content).some(
    (wanted) => !sent.content.some(({ mediaType }) => mediaType === wanted.mediaType),
  );
}
