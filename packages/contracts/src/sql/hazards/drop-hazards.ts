import type { DropStmt, Node } from "libpg-query";
import { findKey, findRelation } from "../catalogue/catalogue.ts";
import { objectNames, ownerOfIndex } from "../catalogue/drop.ts";
import { type Before, isLiveType, type Remark, remark } from "./hazard.ts";

interface Dropped {
  readonly names: readonly string[];
  /** As it is written: "shop.orders". */
  readonly shown: string;
  readonly cascade: boolean;
}

type Judge = (before: Before, dropped: Dropped) => Remark[];

const keep = "Wait until no version that uses it is left, keep a copy, then drop it.";
const again = "Drop it when no live version uses it; it can be created again.";

const table: Judge = (before, dropped) =>
  isLiveRelation(before, dropped)
    ? [
        remark(
          "destroys",
          dropped.shown,
          `the rows of ${dropped.shown} are gone, and every query that names it fails`,
          keep,
        ),
      ]
    : [];

const view: Judge = (before, dropped) =>
  isLiveRelation(before, dropped)
    ? [remark("tightens", dropped.shown, `every query that names the view ${dropped.shown} fails`, again)]
    : [];

const type: Judge = (before, { names, shown, cascade }) => {
  const { catalogue } = before;
  const known = findKey(catalogue, catalogue.types, names.at(-1) ?? "", names.at(-2)) !== undefined;
  if (!known || !isLiveType(before, names)) return [];
  if (cascade) return [remark("destroys", undefined, `every column of the type ${shown} is gone`, keep)];
  return [remark("tightens", undefined, `queries that cast to ${shown} fail (42704)`, again)];
};

const routine: Judge = (_before, { shown }) => [
  remark("tightens", undefined, `calls of ${shown} fail (42883)`, again),
];

const behaviour: Judge = (_before, { names }) => [
  remark("semantic", names.slice(0, -1).join("."), `what ${names.at(-1)} did no longer happens`, again),
];

/** Dropping an index takes a short lock only; a unique one is a promise that queries may rely on. */
const index: Judge = (before, { names }) => {
  const name = names.at(-1) ?? "";
  const owner = ownerOfIndex(before.catalogue, name, names.at(-2));
  if (!owner?.constraints.some((each) => each.name === name) || !before.live.has(owner)) return [];
  const why = `the unique index ${name} is gone: ON CONFLICT that names its columns fails (42P10)`;
  return [remark("tightens", owner.name, why, "Drop it when no live version relies on it for ON CONFLICT.")];
};

const extension: Judge = (_before, { shown, cascade }) => [
  cascade
    ? remark(
        "destroys",
        undefined,
        `what the extension ${shown} brought is gone, columns of its types too`,
        keep,
      )
    : remark("tightens", undefined, `what the extension ${shown} brought is gone`, keep),
];

const judges: Readonly<Partial<Record<NonNullable<DropStmt["removeType"]>, Judge>>> = {
  OBJECT_TABLE: table,
  OBJECT_FOREIGN_TABLE: table,
  OBJECT_VIEW: view,
  OBJECT_MATVIEW: view,
  OBJECT_SCHEMA: (_before, { shown }) => [
    remark("destroys", undefined, `everything in the schema ${shown} is gone`, keep),
  ],
  OBJECT_TYPE: type,
  OBJECT_DOMAIN: type,
  OBJECT_FUNCTION: routine,
  OBJECT_PROCEDURE: routine,
  OBJECT_ROUTINE: routine,
  OBJECT_AGGREGATE: routine,
  OBJECT_INDEX: index,
  OBJECT_EXTENSION: extension,
  OBJECT_TRIGGER: behaviour,
  OBJECT_RULE: behaviour,
  OBJECT_POLICY: behaviour,
};

export function dropHazards(before: Before, { objects, removeType, behavior }: DropStmt): Remark[] {
  const judge = judges[removeType ?? "OBJECT_TABLE"];
  const cascade = behavior === "DROP_CASCADE";
  return (objects ?? []).flatMap((object: Node) => {
    const names = objectNames(object);
    return judge?.(before, { names, shown: names.join("."), cascade }) ?? [];
  });
}

function isLiveRelation({ catalogue, live }: Before, { names }: Dropped): boolean {
  const found = findRelation(catalogue, names.at(-1) ?? "", names.at(-2));
  return found !== undefined && live.has(found);
}
