import { type Catalogue, findColumn, type Relation, relationKey, shownKey } from "./catalogue/catalogue.ts";
import { wordsOf } from "./catalogue/doubts.ts";
import { familyOf } from "./catalogue/relations.ts";
import { addedConstraints } from "./constraint-changes.ts";
import type { Change } from "./rule.ts";
import { signatures, signatureText } from "./signatures.ts";
import { namesOf, nodesBelow } from "./tree.ts";

/** How a query comes to run a function. */
type Way = "call" | "trigger" | "check";

interface Reached {
  readonly name: string;
  readonly way: Way;
  /** Of a trigger: its table, whose row it is given. */
  readonly row?: string;
}

/** Why a function that runs with the query may fail although nobody changed its text. */
export function brokenCode(change: Change): string[] {
  const { built, now } = change;
  const reasons = reachedBy(change).flatMap(({ name, way, row }) => {
    const own = signatures(now.catalogue, name);
    if (!own) return [];
    const text = signatureText(own);
    if (text !== signatureText(signatures(built.catalogue, name)))
      return way === "check" ? [`the function ${name}, which the table uses, does something else here`] : [];
    const lost = lostFor(built.catalogue, now.catalogue, text, row);
    return lost ? [`the function ${name}, which runs with it, names ${lost}`] : [];
  });
  return [...new Set(reasons)];
}

/** Functions that the query calls, and that triggers, checks and defaults of what it writes call; and what those call. */
function reachedBy({ now }: Change): Reached[] {
  const first: Reached[] = [...now.functions].map((name) => ({ name, way: "call" }));
  for (const write of now.writes)
    for (const relation of familyOf(now.catalogue, write.relation)) {
      const row = relationKey(relation);
      for (const { runs } of relation.restrictions)
        if (runs !== undefined) first.push({ name: runs, way: "trigger", row });
      for (const each of [...relation.constraints.map((one) => one.expression), ...relation.columns])
        for (const name of callsIn(each)) first.push({ name, way: "check" });
    }
  const reached = new Map(first.map((each) => [`${each.name} ${each.row ?? ""}`, each]));
  for (const { name } of reached.values()) {
    const words = codeWords(signatureText(signatures(now.catalogue, name)));
    for (const key of now.catalogue.functions.keys()) {
      const inner = key.slice(key.lastIndexOf(".") + 1);
      if (inner !== name && words.has(inner.toLowerCase()) && !reached.has(`${key} `))
        reached.set(`${key} `, { name: key, way: "check" });
    }
  }
  return [...reached.values()];
}

function callsIn(expression: unknown): string[] {
  return [...nodesBelow(expression)].flatMap(([kind, value]) =>
    kind === "FuncCall" ? [namesOf((value as { funcname?: never[] }).funcname).join(".")] : [],
  );
}

/** The first thing that a body names, that was there and is not, or not so. */
function lostFor(before: Catalogue, after: Catalogue, text: string, row: string | undefined) {
  const words = codeWords(text);
  for (const [key, old] of before.relations) {
    const named = words.has(old.name.toLowerCase());
    if (!named && key !== row) continue;
    const lost = lostOf(old, after.relations.get(key), words, named);
    if (lost !== undefined) return lost;
  }
  return undefined;
}

function lostOf(old: Relation, own: Relation | undefined, words: ReadonlySet<string>, named: boolean) {
  const table = shownKey(relationKey(old));
  if (!own) return `${table}, which is not there`;
  const other = old.columns.find(
    ({ name, type }) => words.has(name.toLowerCase()) && findColumn(own, name)?.type !== type,
  );
  if (other) return `${table}.${other.name}, which is not there, or has another type`;
  if (!named) return undefined;
  // What a body gives back as a row of the table changes with the table.
  if (words.has("setof") && old.columns.some(({ name }) => !findColumn(own, name)))
    return `${table}, which has lost a column`;
  if (!words.has("insert") && !words.has("update")) return undefined;
  const required = own.columns.some(
    (column) =>
      column.notNull &&
      !column.default &&
      !column.serial &&
      !column.generated &&
      !column.identity &&
      findColumn(old, column.name)?.notNull !== true,
  );
  return required || addedConstraints(old, own).length > 0
    ? `${table}, which takes fewer rows than when the version was built`
    : undefined;
}

/** Words of a body as a fingerprint keeps it: line ends in it are escaped. */
function codeWords(text: string): Set<string> {
  return new Set(wordsOf(text.replace(/\\[nrt]/g, " ")).map((word) => word.toLowerCase()));
}
