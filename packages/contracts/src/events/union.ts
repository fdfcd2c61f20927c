import type { Location } from "../document/library.ts";
import { pointerTo } from "../document/pointer.ts";
import type { Message } from "./message.ts";

/** One message that fits wherever any of several would. */
export function takenByAny(messages: readonly Message[]): Message {
  const [first, ...more] = messages;
  if (!first) throw new TypeError("no message");
  const all = [first, ...more];
  const part = (name: "payload" | "headers") => {
    const schemas = all.map((each) => each[name]);
    return schemas.every((each) => each !== undefined) ? unionOf(schemas) : undefined;
  };
  const { payload: _payload, headers: _headers, ...rest } = first;
  const [payload, headers] = [part("payload"), part("headers")];
  return {
    ...rest,
    foreign: all.flatMap(({ foreign }) => foreign),
    ...(payload ? { payload } : {}),
    ...(headers ? { headers } : {}),
  };
}

/** One schema that takes what any of several take. It stands beside the first, so that references find their way. */
function unionOf(schemas: readonly Location[]): Location | undefined {
  const [first] = schemas;
  if (!first || schemas.length === 1) return first;
  const up = "../".repeat(first.document.path.split("/").length - 1);
  const anyOf = schemas.map(({ document, pointer }) => {
    const path =
      document === first.document ? "" : up + document.path.split("/").map(encodeURIComponent).join("/");
    return { $ref: `${path}#${pointer.split("/").map(encodeURIComponent).join("/")}` };
  });
  return {
    document: first.document,
    pointer: pointerTo(first.pointer, "(any of several)"),
    value: { anyOf },
  };
}
