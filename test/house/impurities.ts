import ts from "typescript";
import { lineOf, nodes, parse, type Source } from "./sources.ts";

/** What a pure package may not name, whether the compiler knows it or not. */
const worldly = new Set(
  (
    "process Buffer globalThis require console fetch crypto performance Intl Temporal " +
    "setTimeout setInterval setImmediate queueMicrotask"
  ).split(" "),
);
const clockOrDice = new Set(["Date.now", "Math.random"]);
const localeOrZone =
  /^(localeCompare|toLocale\w*|(get|set)(FullYear|Month|Date|Day|Hours|Minutes|Seconds|TimezoneOffset))$/;

/** Why a node makes its package depend on when, where or by whom it runs; undefined if it does not. */
function impurity(node: ts.Node, allowed: readonly string[]): string | undefined {
  if (
    (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
    node.moduleSpecifier !== undefined &&
    ts.isStringLiteral(node.moduleSpecifier)
  ) {
    const from = node.moduleSpecifier.text;
    return from.startsWith(".") || allowed.includes(from) ? undefined : `imports ${from}`;
  }
  if (ts.isCallExpression(node)) {
    if (node.expression.kind === ts.SyntaxKind.ImportKeyword) return "imports while it runs";
    if (ts.isIdentifier(node.expression) && node.expression.text === "Date") return "calls Date()";
  }
  if (ts.isNewExpression(node) && node.expression.getText() === "Date" && !node.arguments?.length)
    return "reads the clock: new Date()";
  if (ts.isPropertyAccessExpression(node)) {
    const name = node.getText();
    if (clockOrDice.has(name)) return `reads clock or dice: ${name}`;
    if (localeOrZone.test(node.name.text)) return `asks for a locale or a zone: ${node.name.text}`;
  }
  if (ts.isIdentifier(node) && worldly.has(node.text) && isFree(node)) return `names ${node.text}`;
  return undefined;
}

/** A name that stands for itself, not the name of a property, a member or a declaration. */
function isFree(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent)) return parent.left === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  return !("name" in parent && parent.name === node);
}

/** One line per impurity of a file: `path:line: why`. `allowed` are the packages that it may import. */
export function impurities(source: Source, allowed: readonly string[]): readonly string[] {
  return [...nodes(parse(source))].flatMap((node) => {
    const why = impurity(node, allowed);
    return why === undefined ? [] : [`${source.path}:${lineOf(node)}: ${why}`];
  });
}
