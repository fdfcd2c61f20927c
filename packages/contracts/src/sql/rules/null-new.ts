import { findColumn, shownKey } from "../catalogue/catalogue.ts";
import { columnKey } from "../query/use.ts";
import { changeOf, listed, type SqlRule, unknown } from "../rule.ts";

const id = "sql/null-new";

export const rule: SqlRule = {
  id,
  mirror: "sql/constraint-new",
  title: "A reader may meet NULL where it could not",
  explanation:
    "A query gives back a column that may be NULL in this state of the schema, and could not be when the version was built. As soon as anyone writes NULL, this version reads it. Release readers that take NULL before the first writer. Only columns that come back are told, not those that are only compared.",
  check: (meeting) => {
    const change = changeOf(meeting);
    if (!change) return [];
    const { now, built } = change;
    const read = new Map(
      (now.outputs ?? [])
        .filter(({ nullable }) => nullable)
        .flatMap(({ from }) => from.map((base) => [columnKey(base), base] as const)),
    );
    const loosened = [...read.values()].filter(({ relation, column }) => {
      const [before, after] = [built, now].map(({ catalogue }) => {
        const found = catalogue.relations.get(relation);
        return found && findColumn(found, column);
      });
      const strict = (built.outputs ?? []).some(
        ({ nullable, from }) =>
          !nullable && from.some((each) => each.relation === relation && each.column === column),
      );
      return before?.notNull && after?.notNull === false && strict;
    });
    if (loosened.length === 0) return [];
    const columns = listed(loosened.map((each) => shownKey(columnKey(each))));
    return [
      unknown(id, meeting, {
        direction: "response",
        why: `it reads ${columns}, which may be NULL here, and could not when the version was built`,
        decides: "whether anyone writes NULL there while this version reads",
        fixes: ["Release readers that take NULL before the first version that writes it."],
      }),
    ];
  },
};
