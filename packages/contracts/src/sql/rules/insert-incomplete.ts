import { faultsOf, type SqlRule } from "../rule.ts";

const id = "sql/insert-incomplete";

export const rule: SqlRule = {
  id,
  mirror: { waived: "A SELECT may leave out any column." },
  title: "An INSERT leaves out a column that must have a value",
  explanation:
    "An INSERT gives no value (or NULL) to a column that is NOT NULL and has no default: the call fails (23502), although it can be prepared. It happens to old code after SET NOT NULL, DROP DEFAULT or ADD COLUMN … NOT NULL, and to new code before DROP NOT NULL. Keep a default until every version fills the column.",
  check: (meeting) =>
    faultsOf(
      id,
      meeting,
      ["required"],
      [
        "Give the column a default, or leave it nullable, until no version that omits it is left.",
        "Tighten in a migration of its own, after that.",
      ],
    ),
};
