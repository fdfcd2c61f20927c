import type { Node, ResTarget, SelectStmt, WithClause } from "libpg-query";
import { relationKey } from "../catalogue/catalogue.ts";
import { typeText } from "../catalogue/type-name.ts";
import { namesOf } from "../tree.ts";
import { visit, type Walk } from "./expressions.ts";
import { type From, resolveFrom, withCtes } from "./from.ts";
import { type Cte, childOf, resolveColumn, type Scope, type Source, sourceOf } from "./scope.ts";
import { fault, type Output, type Use } from "./use.ts";

export interface Selected {
  readonly outputs: readonly Output[];
  /** Its columns are not all known. */
  readonly open: boolean;
}

/** Resolves a data-changing statement inside WITH; given by the statement's resolver. */
export type ResolveInner = (use: Use, scope: Scope, node: Node) => Selected;

/** Resolvers of SELECT. `inner` resolves INSERT, UPDATE and DELETE inside WITH. */
export class Selects {
  private readonly inner: ResolveInner;

  constructor(inner: ResolveInner) {
    this.inner = inner;
  }

  /** A SELECT, VALUES or set operation. `top`: its columns are what the query gives. */
  resolve(use: Use, outside: Scope, node: SelectStmt, top = false): Selected {
    const scope = this.withClause(use, outside, node.withClause);
    if (node.larg && node.rarg) return this.setOperation(use, scope, node);
    if (node.valuesLists) return this.values(use, scope, node);
    const around: Walk = this.walk(use, scope);
    const from = resolveFrom(around, node.fromClause);
    const within = childOf(scope, from.sources, from.merged);
    const walk = this.walk(use, within);
    const { outputs, open } = this.targets(walk, node.targetList, from, top);
    visit(walk, [node.whereClause, node.havingClause, node.windowClause, node.limitCount, node.limitOffset]);
    this.grouping(walk, node.groupClause ?? [], outputs);
    this.byName(walk, [...(node.sortClause ?? []), ...(node.distinctClause ?? [])], outputs, within);
    if (node.groupClause) use.grouped = true;
    for (const clause of node.lockingClause ?? [])
      if ("LockingClause" in clause) this.locks(use, within, clause.LockingClause.lockedRels);
    return { outputs, open };
  }

  walk(use: Use, scope: Scope): Walk {
    return { use, scope, select: (inner, around, node) => this.resolve(inner, around, node) };
  }

  withClause(use: Use, scope: Scope, clause: WithClause | undefined): Scope {
    return (clause?.ctes ?? []).reduce<Scope>((known, node) => {
      if (!("CommonTableExpr" in node)) return known;
      const { ctename = "", aliascolnames, ctequery, search_clause, cycle_clause } = node.CommonTableExpr;
      const names = namesOf(aliascolnames);
      const renamed = ({ outputs, open }: Selected): Cte => ({
        columns: outputs.map((output, index) => ({ ...output, name: names[index] ?? output.name })),
        open: open || search_clause !== undefined || cycle_clause !== undefined,
      });
      const inside = clause?.recursive
        ? withCtes(known, new Map([[ctename, this.seed(use, known, ctequery, renamed)]]))
        : known;
      const found = ctequery ? this.inner(use, inside, ctequery) : { outputs: [], open: true };
      return withCtes(known, new Map([[ctename, renamed(found)]]));
    }, scope);
  }

  /** What a recursive query sees of itself: the columns of its first part. */
  private seed(use: Use, scope: Scope, query: Node | undefined, renamed: (found: Selected) => Cte): Cte {
    const first = query && "SelectStmt" in query ? query.SelectStmt.larg : undefined;
    return first ? renamed(this.resolve(use, scope, first)) : { columns: [], open: true };
  }

  private setOperation(use: Use, scope: Scope, node: SelectStmt): Selected {
    const [left, right] = [node.larg, node.rarg].map((side) =>
      side ? this.resolve(use, scope, side) : { outputs: [], open: true },
    );
    if (!left || !right) return { outputs: [], open: true };
    const open = left.open || right.open;
    if (!open && left.outputs.length !== right.outputs.length)
      fault(use, {
        kind: "arity",
        key: "set operation",
        sqlstate: "42601",
        what: `the parts of a ${node.op === "SETOP_UNION" ? "UNION" : "set operation"} have ${left.outputs.length} and ${right.outputs.length} columns`,
      });
    const outputs = left.outputs.map((each, index): Output => {
      const other = right.outputs[index];
      const { plain: _plain, type, ...rest } = each;
      return {
        ...rest,
        ...(type !== undefined && type === other?.type ? { type } : {}),
        from: [...each.from, ...(other?.from ?? [])],
        nullable: each.nullable || (other?.nullable ?? true),
      };
    });
    this.byName(this.walk(use, scope), node.sortClause ?? [], outputs, scope);
    visit(this.walk(use, scope), [node.limitCount, node.limitOffset]);
    return { outputs, open };
  }

  private values(use: Use, scope: Scope, node: SelectStmt): Selected {
    const rows = (node.valuesLists ?? []).map((row) => ("List" in row ? (row.List.items ?? []) : []));
    visit(this.walk(use, scope), rows);
    const outputs = (rows[0] ?? []).map(
      (_, index): Output => ({ name: `column${index + 1}`, from: [], nullable: true }),
    );
    return { outputs, open: false };
  }

  /** What a SELECT list or RETURNING gives. */
  targets(walk: Walk, targets: readonly Node[] | undefined, from: From, top: boolean): Selected {
    let open = false;
    const outputs = (targets ?? []).flatMap((node): readonly Output[] => {
      if (!("ResTarget" in node)) return [];
      const starred = starOf(node.ResTarget);
      if (starred === undefined) return [this.target(walk, node.ResTarget)];
      const expanded = expand(walk, starred, from, top);
      open ||= expanded.open;
      return expanded.outputs;
    });
    return { outputs, open };
  }

  private target(walk: Walk, { name, val }: ResTarget): Output {
    const columns = visit(walk, val);
    if (val && "ColumnRef" in val) {
      const output = resolveColumn(walk.use, walk.scope, val.ColumnRef);
      if (output) return { ...output, name: name ?? output.name };
    }
    const cast = val && "TypeCast" in val ? typeText(walk.use.catalogue, val.TypeCast.typeName) : undefined;
    return {
      name: name ?? nameOf(val),
      from: columns,
      nullable: true,
      ...(cast === undefined ? {} : { type: cast }),
    };
  }

  /** ORDER BY and DISTINCT ON may name what the list of columns gives. */
  private byName(walk: Walk, clauses: readonly Node[], outputs: readonly Output[], scope: Scope): void {
    for (const clause of clauses) {
      const node = "SortBy" in clause ? clause.SortBy.node : clause;
      const names = node && "ColumnRef" in node ? namesOf(node.ColumnRef.fields) : [];
      if (names.length === 1 && outputs.some(({ name }) => name === names[0])) continue;
      visit({ ...walk, scope }, node);
    }
  }

  /** In GROUP BY a column of FROM goes before one of the list: a new column can take a name over. */
  private grouping(walk: Walk, clauses: readonly Node[], outputs: readonly Output[]): void {
    for (const clause of clauses) {
      const reference = "ColumnRef" in clause ? clause.ColumnRef : undefined;
      const names = namesOf(reference?.fields);
      const given = names.length === 1 && outputs.some(({ name }) => name === names[0]);
      const own = walk.scope.sources.some(({ columns }) => columns.some(({ name }) => name === names[0]));
      if (given && !own) walk.use.meanings.set(String(reference?.location ?? 0), "a column of its own list");
      else visit(walk, clause);
    }
  }

  private locks(use: Use, scope: Scope, nodes: readonly Node[] | undefined): void {
    for (const node of nodes ?? []) {
      const name = "RangeVar" in node ? (node.RangeVar.relname ?? "") : "";
      if (sourceOf(scope, name)) continue;
      fault(use, {
        kind: "relation",
        key: `for update of ${name}`,
        sqlstate: "42P01",
        what: `FOR UPDATE OF ${name}: nothing in FROM is called so`,
      });
    }
  }
}

/** The qualifier of `t.*`, "" for `*`; undefined for anything else. */
function starOf({ val, indirection }: ResTarget): string | undefined {
  if (!val || !("ColumnRef" in val) || indirection) return undefined;
  const { fields = [] } = val.ColumnRef;
  return fields.some((field) => "A_Star" in field) ? (namesOf(fields).at(-1) ?? "") : undefined;
}

function expand(walk: Walk, qualifier: string, from: From, top: boolean): Selected {
  const lone = qualifier === "" ? undefined : sourceOf(walk.scope, qualifier);
  const sources: readonly Source[] = qualifier === "" ? from.sources : lone ? [lone] : [];
  if (qualifier !== "" && !lone) {
    fault(walk.use, {
      kind: "relation",
      key: `${qualifier}.*`,
      sqlstate: "42P01",
      what: `nothing in FROM is called ${qualifier}`,
    });
    return { outputs: [], open: true };
  }
  for (const { relation, columns } of sources) {
    const relations = relation
      ? [relationKey(relation)]
      : columns.flatMap(({ plain }) => plain?.relation ?? []);
    for (const key of new Set(relations)) walk.use.stars.push({ relation: key, top });
  }
  const merged = qualifier === "" ? [...from.merged.values()] : [];
  const rest = sources
    .flatMap(({ columns }) => columns)
    .filter(({ name }) => qualifier !== "" || !from.merged.has(name));
  return { outputs: [...merged, ...rest], open: sources.some(({ open }) => open) };
}

/** The name that PostgreSQL gives to a column without one. */
function nameOf(value: Node | undefined): string {
  if (!value) return "?column?";
  if ("FuncCall" in value) return namesOf(value.FuncCall.funcname).at(-1) ?? "?column?";
  if ("TypeCast" in value) {
    const inner = nameOf(value.TypeCast.arg);
    return inner === "?column?" ? (namesOf(value.TypeCast.typeName?.names).at(-1) ?? inner) : inner;
  }
  if ("ColumnRef" in value) return namesOf(value.ColumnRef.fields).at(-1) ?? "?column?";
  if ("A_Indirection" in value)
    return namesOf(value.A_Indirection.indirection).at(-1) ?? nameOf(value.A_Indirection.arg);
  if ("CoalesceExpr" in value) return "coalesce";
  if ("CaseExpr" in value) return value.CaseExpr.defresult ? caseName(value.CaseExpr.defresult) : "case";
  if ("SubLink" in value) return subLinkName(value.SubLink.subLinkType, value.SubLink.subselect);
  if ("A_ArrayExpr" in value) return "array";
  if ("RowExpr" in value) return "row";
  if ("MinMaxExpr" in value) return value.MinMaxExpr.op === "IS_LEAST" ? "least" : "greatest";
  if ("CollateClause" in value) return nameOf(value.CollateClause.arg);
  if ("SQLValueFunction" in value)
    return (value.SQLValueFunction.op ?? "")
      .replace(/^SVFOP_/, "")
      .replace(/_N$/, "")
      .toLowerCase();
  return "?column?";
}

function caseName(otherwise: Node): string {
  const name = nameOf(otherwise);
  return name === "?column?" || "FuncCall" in otherwise ? "case" : name;
}

function subLinkName(type: string | undefined, select: Node | undefined): string {
  if (type === "EXISTS_SUBLINK") return "exists";
  if (type === "ARRAY_SUBLINK") return "array";
  const first = select && "SelectStmt" in select ? select.SelectStmt.targetList?.[0] : undefined;
  if (type !== "EXPR_SUBLINK" || !first || !("ResTarget" in first)) return "?column?";
  return first.ResTarget.name ?? nameOf(first.ResTarget.val);
}
