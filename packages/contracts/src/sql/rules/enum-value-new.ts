import { shownKey } from "../catalogue/catalogue.ts";
import { elementType } from "../catalogue/type-name.ts";
import { lostLabels } from "../enum-labels.ts";
import { changeOf, listed, type SqlRule, unknown } from "../rule.ts";

const id = "sql/enum-value-new";

export const rule: SqlRule = {
  id,
  mirror: "sql/enum-value-removed",
  title: "A reader may meet a value that it does not know",
  explanation:
    "A query gives back a column whose enum has values that it did not have when the version was built. As soon as anyone writes one, this version reads it. Release readers that know the value (or pass over what they do not know) before the first writer. A value that was added cannot be taken away again.",
  check: (meeting) => {
    const change = changeOf(meeting);
    if (!change) return [];
    const { now, built } = change;
    const types = new Set(
      (now.outputs ?? []).flatMap(({ from }) => from.map(({ type }) => elementType(type) ?? type)),
    );
    return [...types].flatMap((type) => {
      const added = lostLabels(now.catalogue, built.catalogue, type);
      if (added.length === 0) return [];
      const values = listed(added.map((label) => `'${label}'`));
      return [
        unknown(id, meeting, {
          direction: "response",
          why: `it reads the enum ${shownKey(type)}, which may be ${values} here, and could not when the version was built`,
          decides: `whether anyone writes ${values} while this version reads`,
          fixes: [
            "Release readers that know the value before the first version that writes it.",
            "Hold back the writing of the new value with a flag until the old readers are gone.",
          ],
        }),
      ];
    });
  },
};
