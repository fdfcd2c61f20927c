import { isBuiltinType, shownType } from "../catalogue/type-name.ts";
import { about, type SqlRule, unknown } from "../rule.ts";

const id = "sql/type-missing";
const fixes = ["Keep the type until no version casts to it; create a new one under another name."];

export const rule: SqlRule = {
  id,
  mirror: { waived: "A type that no query names disturbs nobody." },
  title: "A type is not there",
  explanation:
    "A query casts to a type that this state of the schema does not have: the call fails (42704). It happens when an enum is rebuilt under another name, and to new code before CREATE TYPE.",
  check: (meeting) => {
    const { now, built } = meeting;
    return [...(now?.types ?? []), ...(built?.types ?? [])]
      .filter((type, index, all) => all.indexOf(type) === index && !now?.catalogue.types.has(type))
      .flatMap((type) => {
        const own = built?.catalogue.types.has(type) ?? false;
        // Named in the built schema by its key, here by the bare name: the same type.
        if (own)
          return [
            {
              ...about(id, meeting, "request"),
              outcome: "breaking" as const,
              why: `the type ${shownType(type)} does not exist (42704)`,
              fixes,
            },
          ];
        if (built || isBuiltinType(type)) return [];
        return [
          unknown(id, meeting, {
            why: `the type ${type} is in none of these migrations: an extension may bring it`,
            decides: "a test of the query against this schema",
            fixes,
          }),
        ];
      });
  },
};
