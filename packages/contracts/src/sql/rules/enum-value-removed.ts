import { shownKey } from "../catalogue/catalogue.ts";
import { elementType } from "../catalogue/type-name.ts";
import { lostLabels } from "../enum-labels.ts";
import { type Change, changeOf, faultsOf, listed, type SqlRule, unknown } from "../rule.ts";

const id = "sql/enum-value-removed";
const fixes = [
  "Add the value before the version that uses it.",
  "Rename or remove a value only when no version that writes or compares it is left: add the new one, move the rows, then rebuild the type.",
];

export const rule: SqlRule = {
  id,
  mirror: "sql/enum-value-new",
  title: "A value is not in the enum",
  explanation:
    "A query writes or compares a value that the enum does not have in this state of the schema: it fails (22P02), although with a parameter it can be prepared. It happens to old code after RENAME VALUE or a rebuilt type, and to new code before ADD VALUE. Where the value is a parameter, only its sender knows whether it is ever sent.",
  check: (meeting) => {
    const change = changeOf(meeting);
    return [...faultsOf(id, meeting, ["label"], fixes), ...(change ? indirect(change) : [])];
  },
};

/** Enum types that lost values which a parameter, an expression or a distant constant may still be. */
function indirect(change: Change) {
  const { now, built } = change;
  const types = new Set([...built.columns.values()].map(({ type }) => elementType(type) ?? type));
  const written = built.writes.flatMap(({ relation, columns }) =>
    relation.columns.filter(({ name }) => columns.has(name)).map(({ type }) => elementType(type) ?? type),
  );
  return [...new Set([...types, ...written, ...built.parameters.keys()])].flatMap((type) => {
    const lost = lostLabels(built.catalogue, now.catalogue, type);
    if (lost.length === 0) return [];
    const direct = now.labels.get(type);
    const distant = lost.filter((label) => now.strings.has(label) && !direct?.has(label));
    const open = built.parameters.has(type) || (written.includes(type) && direct === undefined);
    if (!open && distant.length === 0) return [];
    const said = open ? lost : distant;
    return [
      unknown(id, change, {
        why: `the enum ${shownKey(type)} no longer has (or not yet) ${listed(said.map((label) => `'${label}'`))}, which the version may send`,
        decides: `whether this version ever sends ${listed(said.map((label) => `'${label}'`))}`,
        fixes,
      }),
    ];
  });
}
