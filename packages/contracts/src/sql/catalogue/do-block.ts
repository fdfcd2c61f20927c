import type { DoStmt, Node } from "libpg-query";
import { parseScript, type Statement } from "../parser.ts";
import { doubt, type Fold, wordsOf } from "./doubts.ts";

/** `BEGIN … EXCEPTION WHEN duplicate_object THEN null; END`: how tools write "unless it is there". */
const guarded =
  /^\s*BEGIN\s+(?<body>[\s\S]*?;)\s*(?:EXCEPTION\s+WHEN\s+(?:duplicate_\w+|invalid_table_definition|undefined_\w+)(?:\s+OR\s+(?:duplicate_\w+|invalid_table_definition|undefined_\w+))*\s+THEN\s+(?:null|raise\s+notice\b[^;]*);\s*)?END\s*;?\s*$/i;

/** `IF NOT EXISTS (SELECT … FROM pg_type …) THEN … END IF;` */
const asked =
  /^\s*IF\s+NOT\s+EXISTS\s*\(\s*SELECT\s(?<question>(?:[^;()]|\([^;()]*\))*)\)\s*THEN\s+(?<body>[\s\S]*;)\s*END\s+IF\s*;\s*$/i;

const catalogues = /\b(pg_type|pg_constraint|pg_class|pg_indexes|pg_tables|pg_enum|information_schema)\b/i;
/** Statements that folding leaves alone where their object is there already. */
const repeatable = new Set([
  "CreateStmt",
  "CreateEnumStmt",
  "CreateSchemaStmt",
  "IndexStmt",
  "CreateDomainStmt",
]);
const words = /\b(IF|LOOP|FOR|WHILE|EXECUTE|PERFORM|CALL|DECLARE|RETURN|CASE|RAISE)\b/i;

/** The statements inside a DO block if it does nothing but run them, or run them unless their object is there. */
export function statementsIn(node: DoStmt, line: number): readonly Statement[] | undefined {
  const block = guarded.exec(bodyOf(node))?.groups?.body;
  if (block === undefined) return undefined;
  const condition = asked.exec(block)?.groups;
  const inner = condition?.body ?? block;
  if (condition && !catalogues.test(condition.question ?? "")) return undefined;
  if (!condition && words.test(inner.replace(/'(?:[^']|'')*'|"[^"]*"|\bIF\s+(NOT\s+)?EXISTS\b/gi, "")))
    return undefined;
  const script = parseScript(inner, line);
  if (script.kind === "error") return undefined;
  if (condition && !script.statements.every((each) => isRepeatable(each.node))) return undefined;
  return script.statements;
}

function isRepeatable(node: Node): boolean {
  if ("AlterTableStmt" in node)
    return (node.AlterTableStmt.cmds ?? []).every(
      (each) =>
        "AlterTableCmd" in each &&
        (each.AlterTableCmd.subtype === "AT_AddColumn" || each.AlterTableCmd.subtype === "AT_AddConstraint"),
    );
  return Object.keys(node).every((kind) => repeatable.has(kind));
}

/** Folds a DO block, or remembers that it may have touched whatever it names. */
export function foldBlock(fold: Fold, node: DoStmt, foldOne: (fold: Fold) => void): void {
  const inside = statementsIn(node, fold.statement.line);
  if (inside) {
    for (const statement of inside) foldOne({ ...fold, statement });
    return;
  }
  const body = bodyOf(node);
  const dynamic = /\b(EXECUTE|PERFORM|CALL)\b/i.test(body);
  doubt(
    fold,
    dynamic ? "a DO block that builds its statements while it runs" : "a DO block with conditions",
    dynamic ? {} : { words: wordsOf(body) },
  );
}

function bodyOf(node: DoStmt): string {
  for (const each of node.args ?? []) {
    if (!("DefElem" in each) || each.DefElem.defname !== "as") continue;
    const { arg } = each.DefElem;
    if (arg && "String" in arg) return arg.String.sval ?? "";
  }
  return "";
}
