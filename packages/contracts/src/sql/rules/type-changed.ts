import { type Catalogue, findColumn, shownKey } from "../catalogue/catalogue.ts";
import { wordsOf } from "../catalogue/doubts.ts";
import { isWidening, shownType } from "../catalogue/type-name.ts";
import { type Change, changeOf, listed, type SqlRule, unknown } from "../rule.ts";

const id = "sql/type-changed";

export const rule: SqlRule = {
  id,
  mirror: id,
  title: "A column has another type",
  explanation:
    "A column that a query names has another type than in the schema that the version was built against. Longer text fits. Everything else may fail or mean something else: operators (42883), values that do not convert (22P02, 22001), drivers that give a bigint as text. Add a new column of the new type and move over to it.",
  check: (meeting) => {
    const change = changeOf(meeting);
    if (!change) return [];
    return changedColumns(change).map(({ column, before, after }) =>
      unknown(id, meeting, {
        why: `${shownKey(column)} was ${shownType(before)} when the version was built, and is ${shownType(after)} here`,
        decides: "a test of the query, with real values, against this schema",
        fixes: ["Add a column of the new type, write both, move the reads, and drop the old one at the end."],
      }),
    );
  },
};

interface TypeChange {
  readonly column: string;
  readonly before: string;
  readonly after: string;
}

function changedColumns({ now, built }: Change): TypeChange[] {
  const named = [...now.columns.values()].map(({ relation, column }) => ({ relation, column }));
  const written = now.writes.flatMap(({ key, columns }) =>
    [...columns].map((column) => ({ relation: key, column })),
  );
  // A domain says what a column may hold that an INSERT leaves out, too.
  const domains = now.writes.flatMap(({ kind, key, relation }) =>
    relation.columns
      .filter(({ type }) => kind === "insert" && now.catalogue.types.get(type)?.kind === "domain")
      .map(({ name: column }) => ({ relation: key, column })),
  );
  const keys = new Map(
    [...named, ...written, ...domains].map((each) => [`${each.relation}.${each.column}`, each]),
  );
  return [...keys].flatMap(([key, { relation, column }]) => {
    const [one, other] = [built, now].map(({ catalogue }) => {
      const found = catalogue.relations.get(relation);
      return found && findColumn(found, column);
    });
    if (!one || !other) return [];
    const declared = redeclared(built, now, other.type);
    if (one.type === other.type && declared === undefined) return [];
    if (isWidening(one.type, other.type)) return [];
    return [{ column: key, before: one.type, after: declared ?? other.type }];
  });
}

/** A domain or composite type of the same name that says something else, or is made of one that does. */
function redeclared(built: Change["built"], now: Change["now"], type: string): string | undefined {
  const key = type.replace(/\[\]$/, "");
  const [one, other] = [built, now].map(({ catalogue }) => catalogue.types.get(key));
  if (!one || !other || (one.kind === "enum" && other.kind === "enum")) return undefined;
  return meaningOf(built.catalogue.types, key) === meaningOf(now.catalogue.types, key)
    ? undefined
    : `another ${type}`;
}

/** What a type says, and what the types say that it names. */
function meaningOf(types: Catalogue["types"], key: string, seen: ReadonlySet<string> = new Set()): string {
  const type = types.get(key);
  if (!type || seen.has(key)) return "";
  if (type.kind === "enum") return listed(type.labels);
  const words = new Set(wordsOf(type.text));
  const inner = [...types.keys()].filter((each) => words.has(each.slice(each.lastIndexOf(".") + 1)));
  return [type.text, ...inner.map((each) => meaningOf(types, each, new Set([...seen, key])))].join();
}
