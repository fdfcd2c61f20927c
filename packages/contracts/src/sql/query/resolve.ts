import type { DeleteStmt, MergeStmt, Node, ReturningClause, UpdateStmt } from "libpg-query";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { namesOf } from "../tree.ts";
import { visit } from "./expressions.ts";
import { needRelation, resolveFrom, resolveTable } from "./from.ts";
import { childOf, emptyScope, missingIn, type Scope, type Source } from "./scope.ts";
import { type Selected, Selects } from "./select.ts";
import { emptyUse, type Use } from "./use.ts";
import {
  addDelete,
  resolveAssignments,
  resolveCopy,
  resolveInsert,
  resolveMergeInsert,
  targetOf,
} from "./writes.ts";

const selects: Selects = new Selects((use, scope, node) => resolveInner(use, scope, node));

/** What a query needs of a schema. A query of a kind that is not understood leaves a note in `open`. */
export function resolveQuery(catalogue: Catalogue, node: Node): Use {
  const use = emptyUse(catalogue);
  const outputs = resolveStatement(use, emptyScope, node, true);
  if (outputs) use.outputs = outputs.outputs;
  return use;
}

function resolveInner(use: Use, scope: Scope, node: Node): Selected {
  return resolveStatement(use, scope, node, false) ?? { outputs: [], open: false };
}

function resolveStatement(use: Use, scope: Scope, node: Node, top: boolean): Selected | undefined {
  if ("SelectStmt" in node) return selects.resolve(use, scope, node.SelectStmt, top);
  if ("InsertStmt" in node) {
    const { withClause, returningClause } = node.InsertStmt;
    const within = selects.withClause(use, scope, withClause);
    const target = resolveInsert(use, within, node.InsertStmt, selects);
    return returning(use, target.scope, [target.source], returningClause, top);
  }
  if ("UpdateStmt" in node) return resolveUpdate(use, scope, node.UpdateStmt, top);
  if ("DeleteStmt" in node) return resolveDelete(use, scope, node.DeleteStmt, top);
  if ("MergeStmt" in node) return resolveMerge(use, scope, node.MergeStmt, top);
  return resolveOther(use, scope, node, top);
}

function returning(
  use: Use,
  scope: Scope,
  sources: readonly Source[],
  clause: ReturningClause | undefined,
  top: boolean,
): Selected | undefined {
  if (!clause) return undefined;
  return selects.targets(selects.walk(use, scope), clause.exprs, { sources, merged: new Map() }, top);
}

function resolveUpdate(use: Use, outside: Scope, node: UpdateStmt, top: boolean): Selected | undefined {
  const scope = selects.withClause(use, outside, node.withClause);
  const { relation, source } = targetOf(use, node.relation);
  const from = resolveFrom(selects.walk(use, scope), node.fromClause, {
    sources: [source],
    merged: new Map(),
  });
  const walk = selects.walk(use, childOf(scope, from.sources, from.merged));
  if (relation) resolveAssignments(walk, relation, node.targetList);
  else visit(walk, node.targetList);
  visit(walk, node.whereClause);
  return returning(use, walk.scope, from.sources, node.returningClause, top);
}

function resolveDelete(use: Use, outside: Scope, node: DeleteStmt, top: boolean): Selected | undefined {
  const scope = selects.withClause(use, outside, node.withClause);
  const { relation, source } = targetOf(use, node.relation);
  const from = resolveFrom(selects.walk(use, scope), node.usingClause, {
    sources: [source],
    merged: new Map(),
  });
  const walk = selects.walk(use, childOf(scope, from.sources, from.merged));
  if (relation) addDelete(use, relation);
  visit(walk, node.whereClause);
  return returning(use, walk.scope, from.sources, node.returningClause, top);
}

function resolveMerge(use: Use, outside: Scope, node: MergeStmt, top: boolean): Selected | undefined {
  const scope = selects.withClause(use, outside, node.withClause);
  const { relation, source } = targetOf(use, node.relation);
  const sources = node.sourceRelation ? [node.sourceRelation] : [];
  const from = resolveFrom(selects.walk(use, scope), sources, { sources: [source], merged: new Map() });
  const walk = selects.walk(use, childOf(scope, from.sources, from.merged));
  visit(walk, node.joinCondition);
  for (const clause of node.mergeWhenClauses ?? []) {
    if (!("MergeWhenClause" in clause)) continue;
    const { commandType, targetList, values, condition } = clause.MergeWhenClause;
    visit(walk, condition);
    if (!relation) continue;
    if (commandType === "CMD_UPDATE") resolveAssignments(walk, relation, targetList);
    if (commandType === "CMD_INSERT") resolveMergeInsert(walk, relation, targetList, values);
    if (commandType === "CMD_DELETE") addDelete(use, relation);
  }
  return returning(use, walk.scope, from.sources, node.returningClause, top);
}

/** Statements that ask for nothing of the schema. */
const neutral =
  /^(Transaction|VariableSet|VariableShow|Notify|Listen|Unlisten|Discard|ConstraintsSet|CheckPoint|Deallocate|ClosePortal|Fetch)Stmt$/;

function resolveOther(use: Use, scope: Scope, node: Node, top: boolean): Selected | undefined {
  const kind = Object.keys(node)[0] ?? "";
  const inner = innerQuery(node);
  if (inner) return resolveStatement(use, scope, inner, top);
  if ("TruncateStmt" in node || "LockStmt" in node) {
    const relations = "TruncateStmt" in node ? node.TruncateStmt.relations : node.LockStmt.relations;
    for (const each of relations ?? []) {
      const relation =
        "RangeVar" in each
          ? needRelation(use, each.RangeVar.relname ?? "", each.RangeVar.schemaname)
          : undefined;
      if (relation && "TruncateStmt" in node) addDelete(use, relation);
    }
  } else if ("CopyStmt" in node && node.CopyStmt.relation) {
    const { relation, source } = targetOf(use, node.CopyStmt.relation);
    const names = namesOf(node.CopyStmt.attlist);
    if (relation && node.CopyStmt.is_from) resolveCopy(use, relation, node.CopyStmt.attlist);
    else if (relation && names.length > 0) for (const name of names) missingIn(use, relation, name);
    else if (relation) use.stars.push({ relation: `${relation.schema}.${relation.name}`, top: true });
    return {
      outputs: source.columns.filter(({ name }) => names.length === 0 || names.includes(name)),
      open: false,
    };
  } else if ("RefreshMatViewStmt" in node && node.RefreshMatViewStmt.relation)
    resolveTable(selects.walk(use, scope), node.RefreshMatViewStmt.relation, false);
  else if ("CallStmt" in node) visit(selects.walk(use, scope), { FuncCall: node.CallStmt.funccall });
  else if (!neutral.test(kind)) use.open.add(`a statement of a kind that is not followed (${kind})`);
  return undefined;
}

function innerQuery(node: Node): Node | undefined {
  if ("ExplainStmt" in node) return node.ExplainStmt.query;
  if ("PrepareStmt" in node) return node.PrepareStmt.query;
  if ("DeclareCursorStmt" in node) return node.DeclareCursorStmt.query;
  if ("CopyStmt" in node) return node.CopyStmt.query;
  return undefined;
}
