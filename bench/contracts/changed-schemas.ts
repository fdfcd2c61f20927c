import { canonicalJson } from "@crossfade/core";

/** One component schema in two documents, each with all that it refers to. */
export interface ChangedPair {
  readonly older: object;
  readonly newer: object;
}

type Schemas = Readonly<Record<string, unknown>>;

const prefix = "#/components/schemas/";

/** The component schemas that both documents have and that differ in more than prose, themselves or in what they refer to. */
export function changedPairs(older: object, newer: object): ChangedPair[] {
  const [one, other] = [schemasOf(older), schemasOf(newer)];
  const same = new Set(Object.keys(one).filter((name) => textOf(one[name]) === textOf(other[name])));
  return Object.keys(one)
    .filter((name) => Object.hasOwn(other, name))
    .filter((name) => !closureOf(name, one).every((each) => same.has(each)))
    .map((name) => ({ older: wholeOf(name, one), newer: wholeOf(name, other) }));
}

/** Prose is no change: a property that is called so has an object for a value. */
function textOf(schema: unknown): string {
  const prose = ["title", "description", "summary"];
  const text = JSON.stringify(schema ?? null, (key, value) =>
    key === "example" || (prose.includes(key) && typeof value === "string") ? undefined : value,
  );
  return canonicalJson(JSON.parse(text));
}

function schemasOf(document: object): Schemas {
  return (document as { components?: { schemas?: Schemas } }).components?.schemas ?? {};
}

function wholeOf(name: string, schemas: Schemas): object {
  const parts = closureOf(name, schemas).map((each) => [each, schemas[each]]);
  return { $ref: prefix + name, components: { schemas: Object.fromEntries(parts) } };
}

/** The names of all that a schema refers to, itself included. */
function closureOf(name: string, schemas: Schemas): readonly string[] {
  const found = new Set<string>();
  const queue = [name];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    queue.push(...referencesIn(schemas[next]));
  }
  return [...found];
}

function referencesIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    key === "$ref" && typeof child === "string" && child.startsWith(prefix)
      ? [child.slice(prefix.length)]
      : referencesIn(child),
  );
}
