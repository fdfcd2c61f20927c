import { shownKey } from "../catalogue/catalogue.ts";
import { changeOf, faultsOf, type SqlRule, unknown } from "../rule.ts";

const id = "sql/column-ambiguous";

export const rule: SqlRule = {
  id,
  mirror: { waived: "Rows that come back name their columns by what the query says." },
  title: "A column's name means several columns, or another one",
  explanation:
    "A query writes a column without its table, and another table in the query has one of that name too. In one FROM the call fails (42702); between a subquery and the query around it the nearer table silently wins. It happens when a column is added. Write the table in front of the column.",
  check: (meeting) => {
    const change = changeOf(meeting);
    const fixes = ["Write the table's name or alias in front of the column in every version that is live."];
    const found = faultsOf(id, meeting, ["ambiguous"], fixes);
    if (!change || change.now.faults.length > 0) return found;
    const moved = [...change.now.meanings].flatMap(([place, meaning]) => {
      const before = change.built.meanings.get(place);
      return before === undefined || before === meaning || before === "missing" || before === "ambiguous"
        ? []
        : [{ before, meaning }];
    });
    return [
      ...found,
      ...moved.map(({ before, meaning }) =>
        unknown(id, meeting, {
          why: `a column that was ${shownKey(before)} when the version was built is now ${meaning === "open" ? "one of a source that is not known" : shownKey(meaning)}`,
          decides: "whether the query means the same with the other column",
          fixes,
        }),
      ),
    ];
  },
};
