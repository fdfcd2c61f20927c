import { placeOfDoubt, type Relation, relationKey, shownKey } from "../catalogue/catalogue.ts";
import { newDoubts } from "../doubt-changes.ts";
import { brokenCode } from "../reached-code.ts";
import {
  type Change,
  changeOf,
  faultLike,
  listed,
  type Meeting,
  type SqlRule,
  sameRelation,
  unknown,
} from "../rule.ts";

const id = "sql/undecided";
const fixes = ["Write the statement so that it can be read: plain SQL, in the query and in the migrations."];

export const rule: SqlRule = {
  id,
  mirror: id,
  title: "Something is not understood",
  explanation:
    "A query cannot be parsed or holds something that is not followed; a migration holds a statement whose effect is not known (a DO block, a call, an extension); or the schema that the version was built against is not known, so that a tightened constraint or a changed type cannot be seen. Nothing of this is taken for safe.",
  check: (meeting) => {
    const { query } = meeting;
    if ("problem" in query.tree)
      return [
        unknown(id, meeting, {
          why: query.tree.problem,
          decides: "a query that PostgreSQL's parser takes",
          fixes,
        }),
      ];
    const own = [...(meeting.now?.open ?? [])].map((why) =>
      unknown(id, meeting, { why, decides: "what it asks of the schema, as a plain query", fixes }),
    );
    const change = changeOf(meeting);
    return [
      ...own,
      ...openRelations(meeting),
      ...(change
        ? [...doubts(change), ...untested(change), ...naturals(change), ...views(change), ...code(change)]
        : []),
    ];
  },
};

/** Tables whose columns are not all known. */
function openRelations(meeting: Meeting) {
  const { now, built } = meeting;
  return [...(now?.relations ?? [])].flatMap(([key, { open, kind, query }]) => {
    const before = built?.relations.get(key);
    if (open === undefined || (before?.open === open && before.query === query)) return [];
    return [
      unknown(id, meeting, {
        why: `the columns of the ${kind} ${shownKey(key)} are not all known: ${open}`,
        decides: "its definition with its columns named",
        fixes,
      }),
    ];
  });
}

/** Statements since the version was built that name a table of the query and are not understood. */
function doubts(change: Change) {
  const names = new Map(
    [...change.now.relations.values(), ...change.now.writes.map(({ relation }) => relation)].map((each) => [
      each.name.toLowerCase(),
      each,
    ]),
  );
  return newDoubts(change.built.catalogue, change.now.catalogue).flatMap((doubt) => {
    if (doubt.words === "anything") return [];
    const { words } = doubt;
    const touched = [...names]
      .filter(([name]) => words.has(name))
      .map(([, each]) => shownKey(relationKey(each)));
    if (touched.length === 0) return [];
    return [
      unknown(id, change, {
        why: `${placeOfDoubt(doubt)} names ${listed(touched)}, and what it does to it is not known`,
        decides: "the same change written as plain statements",
        fixes,
      }),
    ];
  });
}

/** The version cannot have worked on the schema that it is said to be built against. */
function untested(change: Change) {
  const lost = change.built.faults.filter((fault) => !faultLike(change.now, fault));
  const [first] = lost;
  if (!first || change.now.faults.length > 0) return [];
  return [
    unknown(id, change, {
      why: `in the schema that the version was built against it does not work (${first.what}), so there is nothing to compare with`,
      decides: "the schema that the version was really built and tested with",
      fixes: ["Build the version against a schema that has what it names."],
    }),
  ];
}

/** NATURAL JOIN compares whatever columns both tables happen to have. */
function naturals(change: Change) {
  const columns = (relation: Relation | undefined) => relation?.columns.map(({ name }) => name).join();
  const changed = [...change.now.natural].filter(
    (key) =>
      columns(change.now.catalogue.relations.get(key)) !== columns(change.built.catalogue.relations.get(key)),
  );
  if (changed.length === 0) return [];
  return [
    unknown(id, change, {
      why: `NATURAL JOIN compares all columns of the same name, and ${listed(changed.map(shownKey))} has other columns than when the version was built`,
      decides: "the join with its columns named (USING or ON)",
      fixes: ["Write USING or ON instead of NATURAL."],
    }),
  ];
}

/** A function that says what it said, over tables that are not what they were. */
function code(change: Change) {
  return brokenCode(change).map((why) =>
    unknown(id, change, { why, decides: "a test of the query against this schema", fixes }),
  );
}

/** A view that computes columns: their types are not known, so a new query may have changed them. */
function views(change: Change) {
  const changed = [...change.now.relations.values()].filter((relation) => {
    const before = sameRelation(change.built.catalogue, relation);
    return before?.query !== undefined && relation.query !== undefined && before.query !== relation.query;
  });
  const used = changed.filter((relation) =>
    relation.columns.some(
      ({ type, name }) => type === "?" && change.now.columns.has(`${relationKey(relation)}.${name}`),
    ),
  );
  return used.map((relation) =>
    unknown(id, change, {
      why: `the ${relation.kind} ${shownKey(relationKey(relation))} computes its columns, and does it otherwise than when the version was built`,
      decides: "a test of the query against this schema",
      fixes,
    }),
  );
}
