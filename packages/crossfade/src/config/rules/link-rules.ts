import { suggestion } from "@crossfade/core";
import type { Draft } from "../draft.ts";
import { ends, formsOf, maxLinks, mediumOf, pairsOf } from "../links.ts";
import { pathTrouble } from "../paths.ts";
import type { Report } from "../report.ts";
import { contractForms } from "../system-config.ts";
import type { Rule } from "./rule.ts";

const exactlyOneForm: Rule = (draft, report) => {
  const choice = `Give exactly one of ${contractForms.join(", ")}.`;
  for (const [index, link] of draft.links) {
    const [first, second] = formsOf(link);
    if (first === undefined) report(["links", index], "This link names no contract.", choice);
    if (second !== undefined)
      report(["links", index, second], `This link has both \`${first}\` and \`${second}\`.`, choice, "key");
  }
};

const endsAreKnown: Rule = (draft, report) => {
  const known = new Set(draft.componentIds);
  for (const [index, link] of draft.links)
    for (const end of ["from", "to"] as const)
      for (const [place, id] of ends(link[end]).entries()) {
        if (known.has(id)) continue;
        const path = typeof link[end] === "string" ? ["links", index, end] : ["links", index, end, place];
        report(path, `There is no component \`${id}\`.`, suggestion(id, draft.componentIds));
      }
};

const queueNeedsEvents: Rule = (draft, report) => {
  for (const [index, link] of draft.links) {
    for (const key of ["queue", "log"] as const)
      if (link[key] !== undefined && link.events === undefined)
        report(["links", index, key], `\`${key}\` goes only with \`events\`.`, undefined, "key");
    if (link.queue !== undefined && link.log !== undefined)
      report(["links", index, "log"], "This link has both `queue` and `log`.", "Give one of them.", "key");
  }
};

const unreadNeedsKinds: Rule = (draft, report) => {
  for (const [index, link] of draft.links)
    if (link.unread !== undefined && link.store === undefined && link.events === undefined)
      report(["links", index, "unread"], "`unread` goes only with `store` and `events`.", undefined, "key");
};

const readingNeedsSchemas: Rule = (draft, report) => {
  for (const [index, link] of draft.links) {
    if (link.reading === undefined) continue;
    const place = ["links", index, "reading"];
    if ([link.http, link.events, link.store, link.frame].every((each) => each === undefined))
      report(place, "`reading` goes only with `http`, `events`, `store` and `frame`.", undefined, "key");
    else if (link.reading.replies !== undefined && link.http === undefined)
      report([...place, "replies"], "`replies` goes only with `http`.", undefined, "key");
  }
};

const usesSuitsSenders: Rule = (draft, report) => {
  for (const [index, { uses, http, from }] of draft.links) {
    if (uses === undefined) continue;
    const senders = ends(from);
    if (http === undefined)
      report(["links", index, "uses"], "`uses` goes only with `http`.", undefined, "key");
    else if (typeof uses === "string") {
      const expected = `Give each its own list: \`uses: { ${senders[0]}: ${uses} }\`.`;
      if (senders.length > 1) report(["links", index, "uses"], "This link has several senders.", expected);
      pathIn(uses, ["links", index, "uses"], report);
    } else
      for (const [id, path] of Object.entries(uses)) {
        const place = ["links", index, "uses", id];
        if (!senders.includes(id))
          report(place, `\`${id}\` does not send here.`, suggestion(id, senders), "key");
        pathIn(path, place, report);
      }
  }
};

const retainedFitsMedium: Rule = (draft, report) => {
  for (const [index, link] of draft.links) {
    const form = formsOf(link)[0];
    if (link.retained === undefined || form === undefined) continue;
    if (["schema", "flags", "assets"].includes(mediumOf(form, link)))
      report(
        ["links", index, "retained"],
        `Nothing is kept on a link of \`${form}\`.`,
        "Remove it; rows that outlive their writer are a link of their own, with `store`.",
        "key",
      );
  }
};

const sqlGoesToSchema: Rule = (draft, report) => {
  const kinds = new Map(draft.components.map(([id, { kind }]) => [id, kind]));
  const schemas = draft.components.filter(([, { kind }]) => kind === "schema").map(([id]) => id);
  for (const [index, link] of draft.links)
    for (const id of link.sql === undefined ? [] : ends(link.to)) {
      const kind = kinds.get(id);
      if (kind === undefined || kind === "schema") continue;
      const expected = `SQL goes to a component of kind schema. ${schemas.length === 0 ? "There is none yet." : `Known: ${schemas.join(", ")}.`}`;
      report(["links", index, "to"], `\`${id}\` is of kind ${kind}.`, expected);
    }
};

const linkIsNew: Rule = (draft, report) => {
  const seen = new Set<string>();
  for (const [index, link] of draft.links) {
    const form = formsOf(link)[0];
    if (form === undefined) continue;
    const doubles = pairsOf(link).filter(([from, to]) => {
      const id = JSON.stringify([from, to, form, link[form], link.queue ?? link.log]);
      return seen.size === seen.add(id).size;
    });
    if (doubles[0] !== undefined)
      report(
        ["links", index],
        `The link from ${doubles[0].join(" to ")} stands here twice.`,
        "Remove one of them.",
      );
  }
};

const pathIsInside: Rule = (draft, report) => {
  for (const [index, link] of draft.links)
    for (const form of [...formsOf(link), "served" as const])
      if (link[form] !== undefined) pathIn(link[form], ["links", index, form], report);
};

function pathIn(path: string, place: readonly (string | number)[], report: Report): void {
  const trouble = pathTrouble(path);
  if (trouble !== undefined) report(place, "This path cannot be used.", `Expected ${trouble}.`);
}

/** Asked first: the other rules write the products of `from` and `to` out. */
export function hasTooManyLinks(draft: Draft, report: Report): boolean {
  let total = 0;
  for (const [index, link] of draft.links) {
    total += ends(link.from).length * ends(link.to).length;
    if (total <= maxLinks) continue;
    report(["links", index], `There are more than ${maxLinks} links.`, "Split the system.");
    return true;
  }
  return false;
}

export const linkRules: readonly Rule[] = [
  exactlyOneForm,
  endsAreKnown,
  queueNeedsEvents,
  unreadNeedsKinds,
  readingNeedsSchemas,
  usesSuitsSenders,
  retainedFitsMedium,
  sqlGoesToSchema,
  linkIsNew,
  pathIsInside,
];
