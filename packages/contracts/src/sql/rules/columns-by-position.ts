import { shownKey } from "../catalogue/catalogue.ts";
import { changeOf, faultsOf, type SqlRule, unknown } from "../rule.ts";

const id = "sql/columns-by-position";

export const rule: SqlRule = {
  id,
  mirror: "sql/star-changed",
  title: "Values meet columns by their position",
  explanation:
    "An INSERT without a list of columns, or a UNION of SELECT *, depends on how many columns there are and in which order. Too many values, or parts of different width, fail (42601); a dropped or moved column lets values land in another one. Name the columns.",
  check: (meeting) => {
    const fixes = [
      "Name the columns of the INSERT, or of each part of the UNION, in every version that is live.",
    ];
    const found = faultsOf(id, meeting, ["arity"], fixes);
    const change = changeOf(meeting);
    if (!change || found.length > 0) return found;
    const moved = change.now.writes.flatMap(({ key, positional }) => {
      const before = change.built.writes.find((each) => each.key === key && each.positional)?.positional;
      return positional && before && positional.join() !== before.join() ? [{ key, positional, before }] : [];
    });
    return [
      ...found,
      ...moved.map(({ key, positional, before }) =>
        unknown(id, meeting, {
          why: `an INSERT into ${shownKey(key)} without a list of columns filled ${before.join(", ")} when the version was built, and fills ${positional.join(", ")} here`,
          decides: "the query with its columns named",
          fixes,
        }),
      ),
    ];
  },
};
