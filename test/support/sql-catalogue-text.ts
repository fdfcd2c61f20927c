import type { Contract } from "@crossfade/contracts";

/** The catalogue inside a schema contract, as far as this file reads it. */
interface Folded {
  readonly relations: ReadonlyMap<string, FoldedRelation>;
  readonly types: ReadonlyMap<string, { readonly kind: string; readonly labels?: readonly string[] }>;
}

interface FoldedRelation {
  readonly name: string;
  readonly kind: string;
  readonly columns: readonly {
    readonly name: string;
    readonly notNull: boolean;
    readonly default?: unknown;
    readonly serial?: boolean;
    readonly generated?: boolean;
    readonly identity?: string | undefined;
  }[];
  readonly constraints: readonly { readonly kind: string; readonly name: string }[];
}

/** A folded schema in the lines of `catalogueLines`, so that the two can be compared. */
export function foldedLines(schema: Contract): string[] {
  const { relations, types } = (schema as unknown as { catalogue(): Folded }).catalogue();
  const tables = [...relations.values()].filter(({ kind }) => kind === "table");
  const lines = tables.flatMap(({ name, columns, constraints }) => [
    ...columns.map((column) => {
      const made =
        column.generated || column.identity ? " made" : column.default || column.serial ? " default" : "";
      return `${name}.${column.name}${column.notNull ? " not null" : ""}${made}`;
    }),
    ...constraints.map((each) => `${name} ${each.kind} ${each.name}`),
  ]);
  const enums = [...types].flatMap(([key, { kind, labels = [] }]) =>
    kind === "enum" ? [`enum ${key.slice(key.indexOf(".") + 1)} ${[...labels].sort().join()}`] : [],
  );
  return [...lines, ...enums].sort();
}
