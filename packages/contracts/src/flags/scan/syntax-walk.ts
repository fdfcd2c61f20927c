import { scanLimits } from "./scan-limits.ts";
import type { Syntax } from "./script-parser.ts";

const asides = new Set(["loc", "extra", "leadingComments", "trailingComments", "innerComments", "errors"]);

export function isSyntax(value: unknown): value is Syntax {
  return typeof value === "object" && value !== null && typeof (value as Syntax).type === "string";
}

/** What stands directly in a node, in the order of the source as far as the parser keeps it. */
function* partsOf(node: Syntax): Generator<Syntax> {
  for (const [name, part] of Object.entries(node)) {
    if (asides.has(name)) continue;
    for (const each of Array.isArray(part) ? part : [part]) if (isSyntax(each)) yield each;
  }
}

/** Every node with those that it stands in, the outermost first. False: it nests deeper than the limit, and was left. */
export function walk(root: Syntax, visit: (node: Syntax, within: readonly Syntax[]) => void): boolean {
  const within: Syntax[] = [];
  let isWhole = true;
  const enter = (node: Syntax): void => {
    visit(node, within);
    if (within.length >= scanLimits.depth) {
      isWhole = false;
      return;
    }
    within.push(node);
    for (const part of partsOf(node)) enter(part);
    within.pop();
  };
  enter(root);
  return isWhole;
}

export function nameOf(node: unknown): string | undefined {
  if (!isSyntax(node)) return undefined;
  if (node.type === "Identifier" || node.type === "JSXIdentifier") return String(node.name);
  return node.type === "StringLiteral" ? String(node.value) : undefined;
}

const wrappers = new Set([
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "TypeCastExpression",
  "ParenthesizedExpression",
]);

/** The expression within casts and brackets. */
export function unwrapped(node: unknown): Syntax | undefined {
  let inner = isSyntax(node) ? node : undefined;
  while (inner !== undefined && wrappers.has(inner.type))
    inner = isSyntax(inner.expression) ? inner.expression : undefined;
  return inner;
}
