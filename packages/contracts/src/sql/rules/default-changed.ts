import { type Column, findColumn, shownKey } from "../catalogue/catalogue.ts";
import { about, changeOf, type SqlRule, sameRelation, unknown } from "../rule.ts";
import { fingerprint } from "../tree.ts";

const id = "sql/default-changed";
const fixes = ["Have every version write the column itself before its default changes."];

export const rule: SqlRule = {
  id,
  mirror: { waived: "A default matters to those who leave a column out, and a reader leaves nothing out." },
  title: "A column that an INSERT leaves out gets another value",
  explanation:
    "An INSERT leaves a column to its default, and the default is not the one of the schema that the version was built against. Where there is none any more the row gets NULL, which others may not expect; where it is another one it is told as a notice.",
  check: (meeting) => {
    const change = changeOf(meeting);
    if (!change) return [];
    return change.now.writes
      .filter(({ kind }) => kind === "insert")
      .flatMap(({ relation, key, columns }) =>
        relation.columns
          .filter(({ name }) => !columns.has(name))
          .flatMap((column) => {
            const before = sameRelation(change.built.catalogue, relation);
            const old = before && findColumn(before, column.name);
            if (!old || defaultOf(old) === defaultOf(column)) return [];
            const name = shownKey(`${key}.${column.name}`);
            if (defaultOf(column) !== "none")
              return [
                {
                  ...about(id, meeting, "request"),
                  outcome: "notice" as const,
                  why: `the INSERT leaves ${name} to its default, which is another one than when the version was built`,
                  fixes,
                },
              ];
            // Without a default a NOT NULL column fails: sql/insert-incomplete.
            if (column.notNull) return [];
            return [
              unknown(id, meeting, {
                why: `the INSERT leaves ${name} to its default, which it had when the version was built and has not here: the row gets NULL`,
                decides: `whether readers of ${name} take NULL`,
                fixes,
              }),
            ];
          }),
      );
  },
};

function defaultOf(column: Column): string {
  if (column.generated || column.identity || column.serial) return "made";
  return column.default ? fingerprint(column.default) : "none";
}
