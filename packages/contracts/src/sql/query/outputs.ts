import type { Node } from "libpg-query";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { resolveQuery } from "./resolve.ts";
import type { Output } from "./use.ts";

export interface QueryOutputs {
  readonly outputs: readonly Output[];
  /** Keys of the relations it reads, and of their columns (`schema.name.column`). */
  readonly dependsOn: readonly string[];
  /** Why its columns are not all known. */
  readonly open?: string;
}

/** The columns of a view, as its query gives them. */
export function outputsOf(catalogue: Catalogue, query: Node | undefined): QueryOutputs {
  if (!query) return { outputs: [], dependsOn: [], open: "it has no query" };
  const use = resolveQuery(catalogue, query);
  const given = (use.outputs ?? []).flatMap(({ from }) =>
    from.map(({ relation, column }) => `${relation}.${column}`),
  );
  const dependsOn = [...new Set([...use.relations.keys(), ...use.columns.keys(), ...given])];
  const [fault] = use.faults;
  const [open] = use.open;
  const reason = fault?.what ?? open;
  return { outputs: use.outputs ?? [], dependsOn, ...(reason === undefined ? {} : { open: reason }) };
}
