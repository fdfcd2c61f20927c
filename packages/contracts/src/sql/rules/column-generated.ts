import { faultsOf, type SqlRule } from "../rule.ts";

const id = "sql/column-generated";

export const rule: SqlRule = {
  id,
  mirror: { waived: "Reading a generated column is reading a column." },
  title: "A value is written to a generated column",
  explanation:
    "A query gives a value to a column that PostgreSQL always computes itself (GENERATED ALWAYS, as an expression or as an identity): the call fails (428C9). It happens when a plain column is replaced by a generated one of the same name. Stop writing it first.",
  check: (meeting) =>
    faultsOf(
      id,
      meeting,
      ["generated"],
      ["Release a version that leaves the column out of its INSERT and UPDATE first."],
    ),
};
