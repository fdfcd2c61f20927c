import type { IndexElem, InferClause } from "libpg-query";
import {
  type Constraint,
  doubtAbout,
  placeOfDoubt,
  type Relation,
  relationKey,
  shownKey,
} from "../catalogue/catalogue.ts";
import { fingerprint } from "../tree.ts";
import { fault, type Use } from "./use.ts";

/** ON CONFLICT (columns) needs a unique index or constraint on exactly these columns. */
export function needConflictTarget(use: Use, relation: Relation, infer: InferClause): void {
  const key = relationKey(relation);
  if (infer.conname !== undefined) {
    if (relation.constraints.some(({ name, indexOnly }) => name === infer.conname && !indexOnly)) return;
    complain(
      use,
      relation,
      `${key} constraint ${infer.conname}`,
      "42704",
      `${shownKey(key)} has no constraint ${infer.conname}, which ON CONFLICT names`,
    );
    return;
  }
  const elements = (infer.indexElems ?? []).flatMap((each) => ("IndexElem" in each ? [each.IndexElem] : []));
  const candidates = relation.constraints.filter(
    (each) =>
      (each.kind === "unique" || each.kind === "primary") && !each.deferrable && covers(each, elements),
  );
  const where = infer.whereClause === undefined ? undefined : fingerprint(infer.whereClause);
  if (candidates.some((each) => each.where === undefined || each.where === where)) return;
  const listed = elements.map(({ name }) => name ?? "an expression").join(", ");
  // Whether one condition implies another, or two spellings mean the same, is PostgreSQL's to say.
  const uncertain =
    (candidates.length > 0 && where !== undefined) ||
    (elements.some(({ expr }) => expr) && relation.constraints.some(({ expressions }) => expressions));
  complain(
    use,
    relation,
    `${key} (${listed}) ${where ?? ""}`,
    "42P10",
    `${shownKey(key)} has no unique index on (${listed}), which ON CONFLICT needs`,
    uncertain ? "an index on an expression or with a condition may fit" : undefined,
  );
}

function covers({ columns, expressions = [] }: Constraint, elements: readonly IndexElem[]): boolean {
  const wanted = new Set(elements.map((each) => each.name ?? fingerprint(each.expr)));
  const own = new Set([...columns, ...expressions]);
  return wanted.size === own.size && [...wanted].every((each) => own.has(each));
}

function complain(
  use: Use,
  relation: Relation,
  key: string,
  sqlstate: string,
  what: string,
  reason?: string,
): void {
  const doubted = doubtAbout(use.catalogue, "constraint", relation.name);
  const unsure = relation.kind !== "table" ? `it is a ${relation.kind}` : relation.open;
  fault(use, {
    kind: "conflict-target",
    key,
    sqlstate,
    what,
    doubt: reason ?? unsure ?? (doubted && placeOfDoubt(doubted)),
  });
}
