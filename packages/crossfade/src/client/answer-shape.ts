import { CrossfadeError } from "@crossfade/core";
import type { Answer, ServerCaller } from "./server-call.ts";
import { memberOf } from "./server-refusal.ts";

/** What an answer has to have at least: enough to tell a control plane from something else, and one version from another. */
export interface Shape<T> {
  readonly keys: readonly (keyof T & string)[];
  /** Name and number of its schema. */
  readonly schema?: readonly [name: keyof T & string, number: number];
}

/** CF_SERVER_STRANGE, CF_SERVER_SKEW */
export function shaped<T>({ value, theirs }: Answer, { keys, schema }: Shape<T>, caller: ServerCaller): T {
  const lacking = keys.find((key) => memberOf(value, key) === undefined);
  const known = schema === undefined ? undefined : memberOf(value, schema[0]);
  if (schema !== undefined && typeof known === "number" && known !== schema[1])
    throw skew(caller, theirs, `${schema[0]} ${known} is not known here`);
  if (lacking === undefined) return value as T;
  if (theirs !== undefined && theirs !== caller.version) throw skew(caller, theirs, `${lacking} is missing`);
  throw caller.strange(`${lacking} is missing`);
}

function skew({ server, version }: ServerCaller, theirs: string | undefined, what: string): CrossfadeError {
  return new CrossfadeError("CF_SERVER_SKEW", {
    server,
    theirs: theirs ?? "of another version",
    ours: version,
    what,
  });
}
