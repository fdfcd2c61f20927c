import { isObject, own } from "../../document/json.ts";
import { below } from "../../document/library.ts";
import { placeOf } from "../../observe.ts";
import { closureText } from "../closure-text.ts";
import type { MeetingRule } from "../rule.ts";

const id = "http/webhooks-differ";

export const rule: MeetingRule = {
  id,
  mirror: id,
  title: "The webhooks differ",
  explanation:
    "OpenAPI 3.1 lets a document name calls that the server makes to its clients. They are not compared: where both documents say the same they are taken as compatible, where they differ the answer is unknown.",
  check: ({ client, server }) => {
    const [ours, theirs] = [own(client.root.value, "webhooks"), own(server.root.value, "webhooks")];
    if (!isObject(ours) && !isObject(theirs)) return [];
    const same =
      closureText(client.library, below(client.root, "webhooks")) ===
      closureText(server.library, below(server.root, "webhooks"));
    if (same) return [];
    return [
      {
        ruleId: id,
        outcome: "unknown",
        direction: "request",
        place: placeOf(isObject(ours) ? "sender" : "receiver", isObject(ours) ? client.root : server.root),
        why: "the webhooks differ and are not analysed",
        decides: "a link of its own for the webhooks, from the server to the client",
        fixes: ["Declare the webhooks as a link of their own, with their messages as JSON Schemas."],
      },
    ];
  },
};
