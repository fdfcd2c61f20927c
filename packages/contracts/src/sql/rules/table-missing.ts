import { faultsOf, type SqlRule } from "../rule.ts";

const id = "sql/table-missing";

export const rule: SqlRule = {
  id,
  mirror: { waived: "A table that no query names disturbs nobody." },
  title: "A table, view or sequence is not there",
  explanation:
    "A query names a table, a view or a sequence that this state of the schema does not have: every call fails (42P01). It happens to old code after DROP or RENAME, and to new code before the migration that creates it. Create first; rename by a view of the old name; drop when no version names it any more.",
  check: (meeting) =>
    faultsOf(
      id,
      meeting,
      ["relation"],
      [
        "Apply the migration that creates it before the version that names it.",
        "Drop or rename it only when no version that names it is left; a view of the old name bridges a rename.",
      ],
    ),
};
