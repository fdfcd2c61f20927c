import type { Observation } from "@crossfade/core";
import { placeOf } from "../../observe.ts";
import { isVague, kinOf } from "../media-type.ts";
import type { ExchangeRule } from "../rule.ts";

const id = "http/request-media-type";

export const rule: ExchangeRule = {
  id,
  mirror: "http/response-media-type",
  title: "The client sends a media type that the server does not take",
  explanation:
    "The body may be sent in a media type that the server's version does not list: the answer is 415. If only parameters of the media type differ, what they mean is not written anywhere: unknown.",
  check: ({ operation, client, server, requests, caller }) => {
    const body = server?.body;
    if (!body || body.content.length === 0) return [];
    return requests.flatMap(({ sent, accepted }): Observation[] => {
      const vague = isVague(sent, body.content);
      if (accepted && !vague) return [];
      const base = {
        ruleId: id,
        direction: "request",
        operation,
        place: placeOf("receiver", body.at),
        why: `${sent.mediaType} may be sent, ${body.content.map((content) => content.mediaType).join(", ")} is accepted`,
        example: { value: `${client.method} with content-type: ${sent.mediaType}`, at: "" },
        fixes: [`Accept both media types until no ${caller} sends the old one.`],
      } as const;
      if (vague)
        return [
          { ...base, outcome: "unknown", decides: `the media types that the ${caller} sends, by name` },
        ];
      return kinOf(sent, body.content).length > 0
        ? [{ ...base, outcome: "unknown", decides: "what the parameters of the media type mean" }]
        : [{ ...base, outcome: "breaking" }];
    });
  },
};
