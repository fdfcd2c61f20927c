import { faultsOf, type SqlRule } from "../rule.ts";

const id = "sql/column-missing";

export const rule: SqlRule = {
  id,
  mirror: {
    waived:
      "A column that no query names disturbs nobody, unless an INSERT has to fill it: sql/insert-incomplete.",
  },
  title: "A column is not there",
  explanation:
    "A query names a column that this state of the schema does not have: every call fails (42703). It happens to old code after DROP COLUMN or RENAME COLUMN, and to new code before ADD COLUMN. Expand first, contract when the last version that names it is gone.",
  check: (meeting) =>
    faultsOf(
      id,
      meeting,
      ["column"],
      [
        "Add the column before the version that names it.",
        "Release a version that no longer names the column, and drop it when all others are gone.",
      ],
    ),
};
