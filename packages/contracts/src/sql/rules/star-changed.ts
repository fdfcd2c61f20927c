import { type Relation, relationKey, shownKey } from "../catalogue/catalogue.ts";
import { isWidening } from "../catalogue/type-name.ts";
import { about, type Change, changeOf, listed, type SqlRule, unknown } from "../rule.ts";

const id = "sql/star-changed";
const fixes = ["Name the columns in every version that is live."];

export const rule: SqlRule = {
  id,
  mirror: "sql/columns-by-position",
  title: "What comes back has another shape",
  explanation:
    "SELECT * and RETURNING * give whatever columns there are: one that went or changed its type is missed by the reader, one that was added is a notice. A query whose result changes in any way (a longer varchar too) fails on connections that hold it as a prepared statement from before the migration (0A000), until they are opened anew. Columns that a table's `ignores` lists do not count.",
  check: (meeting) => {
    const change = changeOf(meeting);
    if (!change || change.now.faults.length > 0) return [];
    const stars = change.now.stars.flatMap((star) => {
      const [before, after] = [change.built, change.now].map(({ catalogue }) =>
        catalogue.relations.get(star.relation),
      );
      return before && after ? [differenceOf(change, before, after, star.top)] : [];
    });
    return [...stars.flatMap((each) => (each ? observe(change, each) : [])), ...prepared(change)];
  },
};

interface StarDifference {
  readonly table: string;
  readonly top: boolean;
  readonly gone: readonly string[];
  readonly typed: readonly string[];
  readonly added: readonly string[];
}

function differenceOf(
  { query }: Change,
  before: Relation,
  after: Relation,
  top: boolean,
): StarDifference | undefined {
  const ignored = query.ignores?.get(after.name) ?? query.ignores?.get(relationKey(after)) ?? new Set();
  const named = (relation: Relation) => relation.columns.filter(({ name }) => !ignored.has(name));
  const [old, own] = [named(before), named(after)];
  const gone = old.filter(({ name }) => !own.some((each) => each.name === name));
  const added = own.filter(({ name }) => !old.some((each) => each.name === name));
  const typed = own.filter(({ name, type }) => {
    const was = old.find((each) => each.name === name)?.type;
    return was !== undefined && was !== type && !isWidening(was, type);
  });
  if (gone.length + added.length + typed.length === 0) return undefined;
  const names = (list: typeof own) => list.map(({ name }) => name);
  return {
    table: shownKey(relationKey(after)),
    top,
    gone: names(gone),
    typed: names(typed),
    added: names(added),
  };
}

function observe(change: Change, { table, top, gone, typed, added }: StarDifference) {
  const said = [
    ...(gone.length > 0 ? [`has no ${listed(gone)}`] : []),
    ...(typed.length > 0 ? [`has ${listed(typed)} with another type`] : []),
    ...(added.length > 0 ? [`has ${listed(added)} in addition`] : []),
  ].join(" and ");
  const why = `* takes all columns of ${table}, which ${said}, compared with the schema that the version was built against`;
  if (top && gone.length + typed.length === 0)
    return [{ ...about(id, change, "response"), outcome: "notice" as const, why, fixes }];
  const decides = top
    ? `whether this version reads ${listed([...gone, ...typed])}`
    : "the query with its columns named";
  return [unknown(id, change, { direction: "response", why, decides, fixes })];
}

function prepared(change: Change) {
  const { query, now, built } = change;
  const shape = (outputs: typeof now.outputs) =>
    JSON.stringify((outputs ?? []).map(({ name, type }) => [name, type]));
  if (!query.prepared || shape(now.outputs) === shape(built.outputs)) return [];
  return [
    unknown(id, change, {
      direction: "response",
      why: "it is held as a prepared statement, and what it gives back is another type of row than when the version was built: connections from before the migration fail (0A000 cached plan must not change result type)",
      decides: "whether all connections are opened anew after the migration",
      fixes: ["Recycle the connections of this version right after the migration.", ...fixes],
    }),
  ];
}
