import { type Edited, type ExchangeKind, mediaOf, type Operation, undone, within } from "./exchange-kind.ts";
import type { Label } from "./label.ts";
import { without } from "./schema-kind.ts";
import { isJson, type Json } from "./schema-tree.ts";

/** Changes of what a server answers: statuses, media types, headers. */
/** The one success of an operation that has a body. */
function successOf(operation: Operation): readonly [status: string, reply: Json] | undefined {
  const all = Object.entries((operation.responses ?? {}) as Json);
  const good = all.filter(([status]) => /^([23]|default)/.test(status));
  const [only] = good;
  return only && good.length === 1 && /^2\d\d$/.test(only[0]) && isJson((only[1] as Json).content)
    ? [only[0], only[1] as Json]
    : undefined;
}

function onSuccess(
  name: string,
  forth: Label,
  back: Label,
  edit: (operation: Operation, status: string, reply: Json) => Edited,
): ExchangeKind {
  return within(name, forth, back, (operation) => {
    const success = successOf(operation);
    return success && edit(operation, ...success);
  });
}
const replies = (operation: Operation, more: Json): Operation => ({
  ...operation,
  responses: { ...(operation.responses as Json), ...more },
});
const statusChanged = onSuccess(
  "success status changed",
  "breaking",
  "breaking",
  (operation, status, reply) => ({
    ...operation,
    responses: { ...without(operation.responses as Json, status), 299: reply },
  }),
);
const statusAdded = onSuccess("success status added", "doubtful", "harmless", (operation, _, reply) =>
  replies(operation, { 299: reply }),
);
const errorAdded = onSuccess("error status added", "harmless", "harmless", (operation) =>
  replies(operation, { 451: { description: "" } }),
);
const bodyGone = onSuccess("response body removed", "breaking", "harmless", (operation, status, reply) =>
  replies(operation, { [status]: without(reply, "content") }),
);
const responseMediaAdded = onSuccess(
  "response media type added",
  "harmless",
  "doubtful",
  (operation, status, reply) =>
    replies(operation, {
      [status]: {
        ...reply,
        content: { ...(reply.content as Json), "application/cbor": mediaOf(reply.content) },
      },
    }),
);
const responseMediaReplaced = onSuccess(
  "response media type replaced",
  "breaking",
  "breaking",
  (operation, status, reply) =>
    replies(operation, { [status]: { ...reply, content: { "application/cbor": mediaOf(reply.content) } } }),
);
function headerAdded(required: boolean): ExchangeKind {
  const name = `${required ? "required" : "optional"} response header added`;
  return onSuccess(name, "harmless", required ? "breaking" : "harmless", (operation, status, reply) => {
    const header = { required, schema: { type: "string" } };
    return replies(operation, {
      [status]: { ...reply, headers: { ...(reply.headers as Json), "Brand-New": header } },
    });
  });
}

export const responseKinds: readonly ExchangeKind[] = [
  statusChanged,
  statusAdded,
  undone(statusAdded, "success status removed"),
  errorAdded,
  undone(errorAdded, "error status removed"),
  bodyGone,
  undone(bodyGone, "response body added"),
  responseMediaAdded,
  undone(responseMediaAdded, "one of the response media types removed"),
  responseMediaReplaced,
  headerAdded(true),
  undone(headerAdded(true), "required response header removed"),
  headerAdded(false),
  undone(headerAdded(false), "optional response header removed"),
];
