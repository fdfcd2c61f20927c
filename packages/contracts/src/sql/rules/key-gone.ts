import { type Relation, relationKey, shownKey } from "../catalogue/catalogue.ts";
import { changeOf, type SqlRule, sameRelation, unknown } from "../rule.ts";

const id = "sql/key-gone";

export const rule: SqlRule = {
  id,
  mirror: { waived: "A key that is added is a matter of sql/constraint-new." },
  title: "A GROUP BY may rely on a primary key that is gone",
  explanation:
    "SELECT id, name … GROUP BY id is allowed because id is the primary key. Without that key every call fails (42803). Told for queries with GROUP BY that read a table whose primary key is another one than when the version was built.",
  check: (meeting) => {
    const change = changeOf(meeting);
    if (!change?.now.grouped) return [];
    return [...change.now.relations.values()].flatMap((relation) => {
      const before = sameRelation(change.built.catalogue, relation);
      const key = before && primaryKey(before);
      if (!key || key === primaryKey(relation)) return [];
      return [
        unknown(id, meeting, {
          why: `the primary key of ${shownKey(relationKey(relation))} was (${key}) when the version was built, and is ${primaryKey(relation) ?? "not there"} here: GROUP BY may rely on it (42803)`,
          decides: "a test of the query against this schema",
          fixes: ["Group by every column that the query gives back."],
        }),
      ];
    });
  },
};

function primaryKey(relation: Relation): string | undefined {
  return relation.constraints.find(({ kind }) => kind === "primary")?.columns.join(", ");
}
