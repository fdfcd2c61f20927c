import type { Trial } from "./random-definition.ts";

type Json = unknown;
type Rewrite = (operator: string, operand: Json) => Json | undefined;

const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Every expression of a targeting, innermost first; undefined leaves one as it is. */
export function rewritten(json: Json, rewrite: Rewrite): Json {
  if (Array.isArray(json)) return json.map((item) => rewritten(item, rewrite));
  if (!isObject(json)) return json;
  const inner = Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, rewritten(value, rewrite)]),
  );
  const [operator, ...others] = Object.keys(inner);
  if (operator === undefined || others.length > 0) return inner;
  return rewrite(operator, inner[operator]) ?? inner;
}

/** A trial whose targetings are other, the rest of it the same. */
export function withTargetings(trial: Trial, change: (targeting: Json) => Json): Trial {
  const { flags, $evaluators, ...rest } = trial.document;
  const changed = Object.entries(flags).map(([key, flag]) => {
    const { targeting, ...other } = flag as { targeting?: Json };
    return [key, targeting === undefined ? other : { ...other, targeting: change(targeting) }];
  });
  const evaluators = Object.entries($evaluators ?? {}).map(([name, each]) => [name, change(each)]);
  return {
    ...trial,
    document: {
      ...rest,
      flags: Object.fromEntries(changed),
      ...($evaluators ? { $evaluators: Object.fromEntries(evaluators) } : {}),
    },
  };
}

/** All texts of a trial, keys too, spelt otherwise. */
export function respelt(trial: Trial, spell: (text: string) => string): Trial {
  const walk = (json: Json): Json => {
    if (typeof json === "string") return spell(json);
    if (Array.isArray(json)) return json.map(walk);
    return isObject(json)
      ? Object.fromEntries(Object.entries(json).map(([key, value]) => [spell(key), walk(value)]))
      : json;
  };
  return {
    ...trial,
    document: walk(trial.document) as Trial["document"],
    context: walk(trial.context) as Trial["context"],
  };
}
