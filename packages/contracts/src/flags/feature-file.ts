import { isObject, own } from "../document/json.ts";
import { below, type Location } from "../document/library.ts";
import type { ParsedDocument } from "../document/parse.ts";
import { type Complaints, entriesOf } from "./flag-document.ts";
import { isFlagType } from "./flag-type.ts";
import { flagdFlag } from "./flagd-definitions.ts";
import type { KeyServed } from "./flags.ts";
import { type Variants, variantsAt } from "./variants.ts";

/** Whatever stands here has no say in which value is served. */
const remarks = new Set(
  "description type owner created expires value_type code_default bucket_by seed lifecycle".split(" "),
);
const deciding = new Set(
  "enabled rollout_percentage variants off default clients needs schedule segments ring rules overrides".split(
    " ",
  ),
);
/** Where they do not hold, everyone gets the `off` variant. */
const guards = ["clients", "needs", "schedule"];

const plain: Variants = {
  type: "boolean",
  byName: new Map([
    ["on", true],
    ["off", false],
  ]),
};

/** `features`: the plain flag file and what grew from it. Every key is served, a tombstone too. */
export function featureFile(document: ParsedDocument, complaints: Complaints): Map<string, KeyServed> {
  const serves = new Map<string, KeyServed>();
  for (const [key, at] of entriesOf(document, "features", complaints)) {
    if (!isObject(at.value)) {
      complaints.add(at, "expected a mapping such as { enabled: false, rollout_percentage: 0 }");
      continue;
    }
    if (own(at.value, "flagd") !== undefined) {
      const flag = flagdFlag(below(at, "flagd"), complaints);
      if (flag) serves.set(key, { ...flag, at });
      continue;
    }
    const variants = typed(at, complaints);
    checkShape(at, complaints);
    if (!variants) continue;
    const isTombstone = own(at.value, "lifecycle") === "tombstone";
    const values = valuesOf(at, variants);
    serves.set(key, {
      at,
      type: variants.type,
      values,
      answers: "always",
      ...(isTombstone ? { isTombstone } : {}),
    });
  }
  return serves;
}

/** What the code falls back to, as the file notes it. */
export function codeDefault(at: Location): unknown {
  return own(at.value, "code_default");
}

function typed(at: Location, complaints: Complaints): Variants | undefined {
  const variants = own(at.value, "variants") === undefined ? plain : variantsAt(at, complaints);
  const declared = own(at.value, "value_type");
  if (declared === undefined || !variants || declared === variants.type) return variants;
  complaints.add(
    below(at, "value_type"),
    isFlagType(declared)
      ? `\`value_type\` is ${declared}, but its variants are of type ${variants.type}`
      : "`value_type` must be boolean, string, number or object",
  );
  return undefined;
}

function checkShape(at: Location, complaints: Complaints): void {
  const enabled = own(at.value, "enabled");
  if (enabled !== undefined && typeof enabled !== "boolean")
    complaints.add(below(at, "enabled"), "`enabled` must be true or false");
  const share = own(at.value, "rollout_percentage");
  if (share !== undefined && (typeof share !== "number" || share < 0 || share > 100))
    complaints.add(below(at, "rollout_percentage"), "`rollout_percentage` must be a number from 0 to 100");
}

/** Every value that the file as it stands may serve; all of them where that cannot be told. */
function valuesOf(at: Location, { byName }: Variants): readonly unknown[] {
  const names = namesOf(at, new Set(byName.keys()));
  const told = names && [...names].every((name) => byName.has(name));
  return [...new Set(told ? [...names].map((name) => byName.get(name)) : byName.values())];
}

/** Undefined: cannot be told. Compiled in this order: enabled, guards, overrides, rules, rollout, default. */
function namesOf(at: Location, known: ReadonlySet<string>): Set<string> | undefined {
  const feature = at.value;
  if (!isObject(feature)) return undefined;
  if (
    Object.keys(feature).some((word) => !remarks.has(word) && !deciding.has(word) && !word.startsWith("x-"))
  )
    return undefined;
  const off = String(own(feature, "off") ?? "off");
  const enabled = own(feature, "enabled");
  if (enabled === false) return new Set([off]);
  if (enabled !== true) return undefined;
  const named = [...overrides(own(feature, "overrides")), ...rules(own(feature, "rules"))];
  if (named.includes(undefined)) return undefined;
  const names = new Set(named as string[]);
  if (guards.some((guard) => own(feature, guard) !== undefined)) names.add(off);
  const inOnly = ["segments", "ring", "schedule"].some((word) => own(feature, word) !== undefined);
  const otherwise = String(own(feature, "default") ?? off);
  const share = own(feature, "rollout_percentage");
  for (const name of rollout(share, otherwise, known)) names.add(name);
  // Who has no targeting key is in no share: it is told `off`.
  if (isPartial(share) || splits(own(feature, "rules"))) names.add(off);
  if (inOnly) for (const name of ["on", otherwise]) names.add(name);
  return names;
}

function rollout(share: unknown, otherwise: string, known: ReadonlySet<string>): readonly string[] {
  if (share === undefined) return known.has("on") ? ["on", otherwise] : [otherwise];
  if (share === 0) return [otherwise];
  return share === 100 ? ["on"] : ["on", otherwise];
}

function isPartial(share: unknown): boolean {
  return share !== undefined && share !== 0 && share !== 100;
}

function splits(rulesAsWritten: unknown): boolean {
  return Array.isArray(rulesAsWritten) && rulesAsWritten.some((rule) => own(rule, "split") !== undefined);
}

function overrides(value: unknown): readonly (string | undefined)[] {
  if (value === undefined) return [];
  return isObject(value) ? Object.values(value).map(String) : [undefined];
}

function rules(value: unknown): readonly (string | undefined)[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return [undefined];
  return value.flatMap((rule) => {
    const [serve, split] = [own(rule, "serve"), own(rule, "split")];
    if (serve !== undefined) return [String(serve)];
    return isObject(split) ? Object.keys(split) : [undefined];
  });
}
