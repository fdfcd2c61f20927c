import { faultsOf, type SqlRule } from "../rule.ts";

const id = "sql/conflict-target-missing";

export const rule: SqlRule = {
  id,
  mirror: { waived: "A unique index that no ON CONFLICT names is a matter of sql/constraint-new." },
  title: "ON CONFLICT names what is not unique",
  explanation:
    "INSERT … ON CONFLICT (columns) needs a unique index or constraint on exactly these columns; without one the call fails (42P10, for a named constraint 42704). It happens to new code before the index is there, and to old code after it was dropped or a column was added to it.",
  check: (meeting) =>
    faultsOf(
      id,
      meeting,
      ["conflict-target"],
      [
        "Create the unique index before the version that relies on it, and drop the old one when no version relies on it.",
      ],
    ),
};
