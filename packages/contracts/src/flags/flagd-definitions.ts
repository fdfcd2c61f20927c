import { isObject, own } from "../document/json.ts";
import { below, type Location } from "../document/library.ts";
import type { ParsedDocument } from "../document/parse.ts";
import { type Complaints, entriesOf } from "./flag-document.ts";
import type { KeyServed } from "./flags.ts";
import { type Variants, variantsAt } from "./variants.ts";

const example = '{ "state": "ENABLED", "variants": { "on": true, "off": false }, "defaultVariant": "off" }';

/** `flags`: flag definitions of flagd, schema v0. */
export function flagdDefinitions(document: ParsedDocument, complaints: Complaints): Map<string, KeyServed> {
  const serves = new Map<string, KeyServed>();
  for (const [key, at] of entriesOf(document, "flags", complaints)) {
    const flag = flagdFlag(at, complaints);
    if (flag) serves.set(key, flag);
  }
  return serves;
}

/** One flag in flagd's words, wherever it stands. Undefined: it cannot be read, and the complaints say why. */
export function flagdFlag(at: Location, complaints: Complaints): KeyServed | undefined {
  if (!isObject(at.value)) {
    complaints.add(at, `expected a flag of flagd such as ${example}`);
    return undefined;
  }
  const state = own(at.value, "state");
  if (state !== "ENABLED" && state !== "DISABLED")
    complaints.add(
      state === undefined ? at : below(at, "state"),
      `\`state\` must be ENABLED or DISABLED, as in ${example}`,
    );
  const variants = variantsAt(at, complaints);
  const fallback = variants && defaultVariant(at, variants, complaints);
  return variants && served(at, variants, fallback);
}

function defaultVariant(at: Location, { byName }: Variants, complaints: Complaints): string | undefined {
  const name = own(at.value, "defaultVariant") ?? undefined;
  // Older files may write the booleans themselves.
  if (name === undefined || byName.has(String(name))) return name === undefined ? undefined : String(name);
  complaints.add(
    below(at, "defaultVariant"),
    `\`defaultVariant\` names no variant: there are ${[...byName.keys()].join(", ")}`,
  );
  return undefined;
}

/** Without a default variant, and while DISABLED, the answer carries no value. */
function served(at: Location, { type, byName }: Variants, fallback: string | undefined): KeyServed {
  const targeting = own(at.value, "targeting");
  const targets = isObject(targeting) && Object.keys(targeting).length > 0;
  const values = targets || fallback === undefined ? [...new Set(byName.values())] : [byName.get(fallback)];
  const base = { at, type, values };
  if (own(at.value, "state") === "DISABLED")
    return { ...base, answers: "never", silence: "it is DISABLED, which is not the same as off" };
  if (fallback !== undefined) return { ...base, answers: "always" };
  return targets
    ? {
        ...base,
        answers: "sometimes",
        silence: "it has no default variant where its targeting decides nothing",
      }
    : { ...base, answers: "never", silence: "it has neither a default variant nor targeting" };
}
