import { placeOf } from "../../observe.ts";
import type { MeetingRule } from "../rule.ts";

const id = "http/paths-unread";

export const rule: MeetingRule = {
  id,
  mirror: {
    waived:
      "only the client opens an exchange; paths of the server that were not read are told by http/endpoint-missing",
  },
  title: "Paths of the client's contract could not be read",
  explanation:
    "A path of the client's document, or all of them, stands in another document outside of the repository. What the client calls there is not known, so it is not known whether the server takes it.",
  check: ({ client }) =>
    client.unresolved.map(({ at, why, decides }) => ({
      ruleId: id,
      outcome: "unknown",
      direction: "request",
      place: placeOf("sender", at),
      why: `what the client calls is not known: ${why}`,
      decides,
      fixes: ["Keep a copy of the document that it refers to in the repository."],
    })),
};
