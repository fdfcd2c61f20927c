import { placeOf } from "../../observe.ts";
import { exampleOf } from "../../schema-set/family.ts";
import type { TypeRule } from "../../schema-set/rule.ts";
import { keyOf } from "../store-key.ts";

const id = "store/value-unread";
const fixes = [
  "Release the readers that know the new values first, and let them read the old ones as well.",
  "Write `unread: fine` on the link if a value that nobody reads does no harm, as in a cache.",
];

export const rule: TypeRule = {
  id,
  mirror: id,
  title: "Values are stored that the reader does not know",
  explanation:
    "The writer's version stores a kind of value that the reader's version has no schema for: another file in the folder, or another x-key (`cart:v2:{id}`; `{…}` stands for one part of the key). Nobody reads it. For a cache that is a miss, and versioned keys are the way to let two shapes live side by side: say `unread: fine` on the link. For sessions it means that users are logged out, for rows that they are lost from sight: say `unread: breaks`. Where the link says neither, nothing is taken for safe. The name of a file is the name of a kind of value: without keys, a renamed file is another kind.",
  check: (pair) => {
    const { type, sent, accepted, doubt, settings } = pair;
    if (accepted || (settings.unread === "fine" && doubt === undefined)) return [];
    const key = keyOf(sent);
    const values = key === undefined ? `values of ${type}` : `values under ${key}`;
    const about = {
      ruleId: id,
      direction: "value",
      operation: type,
      place: placeOf("sender", sent),
      why: `${values} may be stored, the reader has no schema for them`,
      fixes,
    } as const;
    if (doubt !== undefined)
      return [
        {
          ...about,
          outcome: "unknown",
          why: `which schema reads ${values} cannot be told: ${doubt}`,
          decides: "an `x-key` in the schemas of both sides, or the same name for both files",
        },
      ];
    if (settings.unread === "breaks") return [{ ...about, outcome: "breaking", ...exampleOf(pair) }];
    return [
      {
        ...about,
        outcome: "unknown",
        decides: "`unread: fine` (a cache) or `unread: breaks` (sessions, rows) on the link",
      },
    ];
  },
};
