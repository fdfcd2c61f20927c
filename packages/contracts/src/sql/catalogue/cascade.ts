import { fingerprint, namesOf, nodesBelow } from "../tree.ts";
import type { Catalogue } from "./catalogue.ts";
import { doubt, type Fold } from "./doubts.ts";

/** DROP FUNCTION … CASCADE: defaults, checks and triggers that call it go with it; a view that may is in doubt. */
export function cascadeFunction(fold: Fold, name: string): void {
  for (const relation of fold.catalogue.relations.values()) {
    for (const column of relation.columns) if (calls(column.default, name)) column.default = undefined;
    relation.constraints = relation.constraints.filter(
      ({ kind, expression }) => kind !== "check" || !calls(expression, name),
    );
    relation.restrictions = relation.restrictions.filter(({ runs }) => runs?.split(".").at(-1) !== name);
    if (relation.query?.includes(JSON.stringify(name)))
      doubt(fold, `DROP FUNCTION ${name} CASCADE, which may drop ${relation.name}`, {
        words: [relation.name],
      });
  }
}

/** DROP SEQUENCE … CASCADE: columns that took their numbers from it have no default any more. */
export function cascadeSequence(catalogue: Catalogue, name: string): void {
  for (const relation of catalogue.relations.values())
    for (const column of relation.columns) {
      const text = fingerprint(column.default);
      const own = column.serial && `${relation.name}_${column.name}_seq` === name;
      if (own || (calls(column.default, "nextval") && new RegExp(`["'.]${escaped(name)}\\\\?"`).test(text))) {
        column.default = undefined;
        column.serial = false;
      }
    }
}

function calls(expression: unknown, name: string): boolean {
  for (const [kind, value] of nodesBelow(expression))
    if (kind === "FuncCall" && namesOf((value as { funcname?: never[] }).funcname).at(-1) === name)
      return true;
  return false;
}

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
