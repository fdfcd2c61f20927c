import { isObject, own } from "../document/json.ts";
import { below, type Location } from "../document/library.ts";
import { pointerTo } from "../document/pointer.ts";
import type { SchemaSource } from "../schema/schema-source.ts";

const fieldLimit = 20;

export interface UndeclaredField {
  /** Into the value; a list's items are written as "-". */
  readonly pointer: string;
  readonly at: Location;
}

/** Properties that the sender declares and an open receiver does not mention, level by level. */
export function undeclaredFields(
  from: SchemaSource,
  sent: Location,
  to: SchemaSource,
  accepted: Location,
): UndeclaredField[] {
  const found: UndeclaredField[] = [];
  const seen = new Set<string>();
  const queue = [{ sent, accepted, pointer: "" }];
  for (let next = queue.shift(); next && found.length < fieldLimit; next = queue.shift()) {
    const key = `${next.sent.document.path}#${next.sent.pointer} ${next.accepted.document.path}#${next.accepted.pointer}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const given = membersOf(from, next.sent);
    const taken = membersOf(to, next.accepted);
    if (taken.size === 0) continue;
    for (const [step, at] of given) {
      const pointer = pointerTo(next.pointer, step);
      const other = taken.get(step);
      if (other) queue.push({ sent: at, accepted: other, pointer });
      else if (!closes(to, next.accepted) && step !== "-") found.push({ pointer, at });
    }
  }
  return found.slice(0, fieldLimit);
}

function membersOf(source: SchemaSource, location: Location): Map<string, Location> {
  const members = new Map<string, Location>();
  for (const part of source.partsInPlace(location)) {
    const properties = own(part.value, "properties");
    if (isObject(properties)) {
      for (const name of Object.keys(properties)) {
        const at = below(part, "properties", name);
        if (own(at.value, "readOnly") !== true) members.set(name, at);
      }
    }
    if (isObject(own(part.value, "items"))) members.set("-", below(part, "items"));
  }
  return members;
}

/** Says itself what it does with other properties. */
function closes(source: SchemaSource, location: Location): boolean {
  return source
    .partsInPlace(location)
    .some(({ value }) =>
      ["additionalProperties", "patternProperties", "unevaluatedProperties"].some(
        (keyword) => own(value, keyword) !== undefined,
      ),
    );
}
