import type { Alias, JoinExpr, Node, RangeFunction, RangeSubselect, RangeVar } from "libpg-query";
import {
  doubtAbout,
  findRelation,
  keyOf,
  placeOfDoubt,
  type Relation,
  relationKey,
  shownKey,
} from "../catalogue/catalogue.ts";
import { namesOf } from "../tree.ts";
import { visit, type Walk } from "./expressions.ts";
import { scalarInFrom } from "./functions.ts";
import { type Cte, childOf, outputsOfRelation, type Scope, type Source } from "./scope.ts";
import { fault, type Output, type Use } from "./use.ts";

/** What stands in FROM: its sources in order, and the columns that joins made one of two. */
export interface From {
  readonly sources: readonly Source[];
  readonly merged: ReadonlyMap<string, Output>;
}

const nowhere: From = { sources: [], merged: new Map() };

/** `walk.scope` is what surrounds the query: LATERAL and functions also see the sources to their left. */
export function resolveFrom(walk: Walk, nodes: readonly Node[] | undefined, before: From = nowhere): From {
  return (nodes ?? []).reduce<From>(
    (left, node) => joined(left, resolveItem(walk, node, left, false)),
    before,
  );
}

function joined(left: From, right: From): From {
  return { sources: [...left.sources, ...right.sources], merged: new Map([...left.merged, ...right.merged]) };
}

function resolveItem(walk: Walk, node: Node, left: From, nullable: boolean): From {
  if ("RangeVar" in node) return single(resolveTable(walk, node.RangeVar, nullable));
  if ("JoinExpr" in node) return resolveJoin(walk, node.JoinExpr, left, nullable);
  if ("RangeSubselect" in node) return single(resolveSubselect(walk, node.RangeSubselect, left, nullable));
  if ("RangeFunction" in node) return single(resolveFunction(walk, node.RangeFunction, left));
  if ("RangeTableSample" in node) {
    visit(lateral(walk, left), [node.RangeTableSample.args, node.RangeTableSample.repeatable]);
    return node.RangeTableSample.relation
      ? resolveItem(walk, node.RangeTableSample.relation, left, nullable)
      : nowhere;
  }
  // XMLTABLE, JSON_TABLE: what they read is looked at, what they give is not.
  visit(lateral(walk, left), node);
  const alias = (Object.values(node)[0] as { alias?: Alias } | undefined)?.alias;
  return single({ alias: alias?.aliasname ?? "", columns: [], open: true });
}

function single(source: Source): From {
  return { sources: [source], merged: new Map() };
}

function lateral(walk: Walk, left: From): Walk {
  return { ...walk, scope: childOf(walk.scope, left.sources, left.merged) };
}

const systemSchemas = new Set(["pg_catalog", "information_schema"]);

export function resolveTable(walk: Walk, range: RangeVar, nullable: boolean): Source {
  const { relname = "", schemaname, alias } = range;
  const named = alias?.aliasname ?? relname;
  const cte = schemaname === undefined ? walk.scope.ctes.get(relname) : undefined;
  if (cte) return { alias: named, columns: aliased(optional(cte.columns, nullable), alias), open: cte.open };
  if (systemSchemas.has(schemaname ?? "")) return { alias: named, columns: [], open: true };
  const relation = needRelation(walk.use, relname, schemaname);
  if (!relation) return { alias: named, columns: [], open: true };
  return {
    alias: named,
    ...(alias ? {} : { schema: relation.schema }),
    relation,
    columns: aliased(outputsOfRelation(relation, nullable), alias),
    open: relation.open !== undefined,
  };
}

function optional(columns: readonly Output[], nullable: boolean): readonly Output[] {
  return nullable ? columns.map((each) => ({ ...each, nullable: true })) : columns;
}

function aliased(columns: readonly Output[], alias: Alias | undefined): readonly Output[] {
  const names = namesOf(alias?.colnames);
  return columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }));
}

/** The table or view that a query names, remembered; a missing one is a fault. */
export function needRelation(use: Use, name: string, schema: string | undefined): Relation | undefined {
  const { catalogue } = use;
  const relation = findRelation(catalogue, name, schema);
  if (relation) {
    use.relations.set(relationKey(relation), relation);
    return relation;
  }
  if (schema === undefined && name.startsWith("pg_")) return undefined;
  const elsewhere =
    schema === undefined ? [...catalogue.relations.values()].find((each) => each.name === name) : undefined;
  const doubted = doubtAbout(catalogue, "relation", name);
  const key = keyOf(schema ?? catalogue.searchPath[0] ?? "public", name);
  fault(use, {
    kind: "relation",
    key,
    sqlstate: "42P01",
    what: `the table ${shownKey(key)} does not exist`,
    doubt: elsewhere
      ? `there is a ${relationKey(elsewhere)}: whether its schema is in the search path is not known`
      : doubted && placeOfDoubt(doubted),
  });
  return undefined;
}

function resolveSubselect(walk: Walk, range: RangeSubselect, left: From, nullable: boolean): Source {
  const scope = range.lateral ? childOf(walk.scope, left.sources, left.merged) : walk.scope;
  const query = range.subquery && "SelectStmt" in range.subquery ? range.subquery.SelectStmt : undefined;
  const { outputs, open } = query ? walk.select(walk.use, scope, query) : { outputs: [], open: true };
  return {
    alias: range.alias?.aliasname ?? "",
    columns: aliased(optional(outputs, nullable), range.alias),
    open,
  };
}

function resolveFunction(walk: Walk, range: RangeFunction, left: From): Source {
  visit(lateral(walk, left), range.functions);
  const [first] = range.functions ?? [];
  const call = first && "List" in first ? first.List.items?.[0] : undefined;
  const name = call && "FuncCall" in call ? (namesOf(call.FuncCall.funcname).at(-1) ?? "") : "";
  const alias = range.alias?.aliasname ?? name;
  const listed = (range.coldeflist ?? []).flatMap((each) =>
    "ColumnDef" in each ? (each.ColumnDef.colname ?? "") : [],
  );
  const scalar = scalarInFrom.has(name) && range.functions?.length === 1 && !range.ordinality;
  const named = namesOf(range.alias?.colnames);
  const names = listed.length > 0 ? listed : named.length > 0 ? named : scalar ? [alias] : [];
  const columns = names.map((each): Output => ({ name: each, from: [], nullable: true }));
  return { alias, columns, open: listed.length === 0 && !(scalar && columns.length === 1) };
}

const farLeft = new Set(["JOIN_RIGHT", "JOIN_FULL"]);
const farRight = new Set(["JOIN_LEFT", "JOIN_FULL"]);

function resolveJoin(walk: Walk, join: JoinExpr, before: From, nullable: boolean): From {
  const type = join.jointype ?? "JOIN_INNER";
  const left = join.larg ? resolveItem(walk, join.larg, before, nullable || farLeft.has(type)) : nowhere;
  const seen = joined(before, left);
  const right = join.rarg ? resolveItem(walk, join.rarg, seen, nullable || farRight.has(type)) : nowhere;
  const both = joined(left, right);
  const shared = join.isNatural ? sharedNames(walk.use, left, right) : namesOf(join.usingClause);
  const merged = new Map(both.merged);
  for (const name of shared) merged.set(name, mergedColumn(walk.use, name, left, right));
  const result = { sources: both.sources, merged };
  visit({ ...walk, scope: childOf(walk.scope, result.sources, merged) }, join.quals);
  if (!join.alias) return result;
  const columns = [
    ...merged.values(),
    ...result.sources.flatMap((each) => each.columns.filter(({ name }) => !merged.has(name))),
  ];
  return single({
    alias: join.alias.aliasname ?? "",
    columns: aliased(columns, join.alias),
    open: result.sources.some(({ open }) => open),
  });
}

/** NATURAL joins by whatever columns both sides happen to have: any new column can change it. */
function sharedNames(use: Use, left: From, right: From): string[] {
  for (const { relation } of [...left.sources, ...right.sources])
    if (relation) use.natural.add(relationKey(relation));
  const names = new Set(right.sources.flatMap(({ columns }) => columns.map(({ name }) => name)));
  return [...new Set(left.sources.flatMap(({ columns }) => columns.map(({ name }) => name)))].filter((name) =>
    names.has(name),
  );
}

function mergedColumn(use: Use, name: string, left: From, right: From): Output {
  const sides = [left, right].map((side) => columnOf(use, name, side));
  const from = sides.flatMap((each) => each?.from ?? []);
  for (const each of from) use.columns.set(`${each.relation}.${each.column}`, each);
  const type = sides[0]?.type;
  return {
    name,
    from,
    ...(type === undefined ? {} : { type }),
    nullable: sides.some((each) => each?.nullable ?? true),
  };
}

function columnOf(use: Use, name: string, side: From): Output | undefined {
  const merged = side.merged.get(name);
  if (merged) return merged;
  const hits = side.sources.flatMap(({ columns }) => columns.filter((column) => column.name === name));
  if (hits.length > 1)
    fault(use, {
      kind: "ambiguous",
      key: `using ${name}`,
      sqlstate: "42702",
      what: `the column ${name} of USING is there twice on one side`,
    });
  if (hits.length > 0 || side.sources.some(({ open }) => open)) return hits[0];
  const [first] = side.sources;
  const doubted = doubtAbout(use.catalogue, "column", name);
  fault(use, {
    kind: "column",
    key: first?.relation ? `${relationKey(first.relation)}.${name}` : `using ${name}`,
    sqlstate: "42703",
    what: `USING (${name}): ${first?.relation ? `the ${first.relation.kind} ${shownKey(relationKey(first.relation))} has` : "one side has"} no column ${name}`,
    doubt: doubted && placeOfDoubt(doubted),
  });
  return undefined;
}

/** The columns of CTEs, by name. */
export function withCtes(scope: Scope, found: ReadonlyMap<string, Cte>): Scope {
  return { ...scope, ctes: new Map([...scope.ctes, ...found]) };
}
