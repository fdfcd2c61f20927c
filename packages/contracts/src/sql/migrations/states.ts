import type { Contract } from "../../contract.ts";
import { asSchema } from "../sql-contracts.ts";
import { digestOf, schemaOf } from "./schema.ts";

/** The migrations of a schema in the order in which they are applied. */
export function migrationsOf(schema: Contract): readonly { readonly name: string; readonly path: string }[] {
  return asSchema(schema).migrations.map(({ name, path }) => ({ name, path }));
}

/** The schema after its first `count` migrations. The digest depends on the texts of these alone. */
export function schemaAfter(schema: Contract, count: number): { contract: Contract; digestText: string } {
  const { path, migrations } = asSchema(schema);
  const first = migrations.slice(0, count);
  return { contract: schemaOf(path, first), digestText: digestOf(first) };
}
