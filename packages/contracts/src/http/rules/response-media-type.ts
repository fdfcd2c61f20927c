import type { Observation } from "@crossfade/core";
import { placeOf } from "../../observe.ts";
import type { Content, Reply } from "../api.ts";
import type { ContentPair } from "../exchange.ts";
import { isVague, isWithin, kinOf } from "../media-type.ts";
import type { ExchangeRule } from "../rule.ts";

const id = "http/response-media-type";

export const rule: ExchangeRule = {
  id,
  mirror: "http/request-media-type",
  title: "The server answers in media types that the client does not take",
  explanation:
    "None of the media types in which the server's version answers a status is known to the client. A client names what it takes (accept), so one in common is enough to go on; but which one it names is not written anywhere, so an answer that is gone, or a range of types, is unknown. If only parameters of the media type differ, what they mean is not written anywhere: unknown.",
  check: ({ operation, replies, caller, answerer }) =>
    replies.flatMap(({ sent, accepted, contents, certain }): Observation[] => {
      if (!accepted || accepted.content.length === 0 || contents.length === 0) return [];
      const blurred = contents.some((pair) => isBlurred(pair, sent, accepted));
      const vague = contents.every((pair) => !pair.accepted || isVague(pair.sent, accepted.content));
      const unasked = accepted.content.filter((wanted) => !isAnswered(wanted, sent));
      const taken = contents.some((pair) => pair.accepted);
      if (!blurred && taken && !vague && (unasked.length === 0 || !/^2/.test(sent.status))) return [];
      const given = sent.content.map((content) => content.mediaType).join(", ");
      const base = {
        ruleId: id,
        direction: "response",
        operation,
        place: placeOf("sender", accepted.at),
        why: `response ${sent.status}: ${given} is sent, ${accepted.content.map((content) => content.mediaType).join(", ")} is accepted`,
        example: { value: `content-type: ${sent.content[0]?.mediaType ?? ""}`, at: "" },
        fixes: [`Keep answering in the old media type where a ${caller} asks for it.`],
      } as const;
      if (taken && vague)
        return [
          { ...base, outcome: "unknown", decides: `the media types that the ${answerer} sends, by name` },
        ];
      if (taken && !blurred)
        return [
          { ...base, outcome: "unknown", decides: `whether the ${caller} asks for ${unasked[0]?.mediaType}` },
        ];
      if (blurred)
        return [{ ...base, outcome: "unknown", decides: "what the parameters of the media type mean" }];
      if (!certain)
        return [{ ...base, outcome: "unknown", decides: `whether the ${answerer} answers ${sent.status}` }];
      return [{ ...base, outcome: "breaking" }];
    }),
};

/** Can a client that asks for this type get it? */
function isAnswered(wanted: Content, { content }: Reply): boolean {
  return (
    kinOf(wanted, content).length > 0 ||
    content.some((given) => isWithin(given.mediaType, wanted) || isWithin(wanted.mediaType, given))
  );
}

/** The client takes this type, but with parameters that the server does not name. */
function isBlurred(pair: ContentPair, sent: Reply, accepted: Reply): boolean {
  if (pair.accepted) return false;
  return kinOf(pair.sent, accepted.content).some(
    (wanted) => !sent.content.some(({ mediaType }) => mediaType === wanted.mediaType),
  );
}
