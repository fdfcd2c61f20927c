import type { Syntax } from "./script-parser.ts";
import { isSyntax, nameOf, unwrapped, walk } from "./syntax-walk.ts";

/** What a name of a file stands for. */
export type Binding =
  | { readonly kind: "value"; readonly node: Syntax }
  /** `enum` of TypeScript. */
  | { readonly kind: "enum"; readonly members: ReadonlyMap<string, Syntax | undefined> }
  /** `export { X } from`, `import { X } from`. */
  | { readonly kind: "import"; readonly source: string; readonly name: string }
  /** A parameter, a `let`, a function: it may be anything. */
  | { readonly kind: "anything" };

/** The names of one file, as far as they are constants. */
export interface FileNames {
  readonly bindings: ReadonlyMap<string, Binding>;
  /** Exported name to the name in the file. */
  readonly exported: ReadonlyMap<string, string>;
  /** `export * from`. */
  readonly passedOn: readonly string[];
}

const anything: Binding = { kind: "anything" };

/**
 * Names are looked at without their scopes: one that is bound twice in a file, or whose members are assigned, may be
 * anything. That loses a constant now and then, and never takes one for another.
 */
export function namesOf(root: Syntax): FileNames {
  const bindings = new Map<string, Binding>();
  const exported = new Map<string, string>();
  const passedOn: string[] = [];
  const bind = (name: string, binding: Binding) =>
    bindings.set(name, bindings.has(name) ? anything : binding);
  walk(root, (node) => {
    for (const [name, binding] of boundBy(node)) bind(name, binding);
    const changed = changedBy(node);
    if (changed !== undefined) bindings.set(changed, anything);
    exports(node, bind, exported, passedOn);
  });
  // Whatever was assigned before it was declared.
  walk(root, (node) => {
    const changed = changedBy(node);
    if (changed !== undefined) bindings.set(changed, anything);
  });
  return { bindings, exported, passedOn };
}

function* boundBy(node: Syntax): Generator<readonly [string, Binding]> {
  if (node.type === "VariableDeclaration") yield* declared(node);
  else if (node.type === "TSEnumDeclaration") {
    const name = nameOf(node.id);
    if (name !== undefined) yield [name, { kind: "enum", members: membersOf(node) }];
  } else if (node.type === "ImportDeclaration") yield* imported(node);
  else if (/^(Function|ArrowFunction|ObjectMethod|Class(Private)?Method)/.test(node.type)) {
    for (const each of listOf(node.params)) for (const name of patternNames(each)) yield [name, anything];
    const name = node.type === "FunctionDeclaration" ? nameOf(node.id) : undefined;
    if (name !== undefined) yield [name, anything];
  } else if (node.type === "ClassDeclaration") {
    const name = nameOf(node.id);
    if (name !== undefined) yield [name, anything];
  } else if (node.type === "CatchClause") for (const name of patternNames(node.param)) yield [name, anything];
}

function* declared(node: Syntax): Generator<readonly [string, Binding]> {
  for (const each of listOf(node.declarations)) {
    const name = nameOf(each.id);
    const value = unwrapped(each.init);
    if (name !== undefined && node.kind === "const" && value !== undefined)
      yield [name, { kind: "value", node: value }];
    else for (const bound of patternNames(each.id)) yield [bound, anything];
  }
}

function* imported(node: Syntax): Generator<readonly [string, Binding]> {
  const source = nameOf(node.source) ?? "";
  for (const each of listOf(node.specifiers)) {
    const [local, name] = [nameOf(each.local), nameOf(each.imported)];
    if (local === undefined) continue;
    const whole = each.type === "ImportNamespaceSpecifier" ? "*" : "default";
    yield [local, { kind: "import", source, name: name ?? whole }];
  }
}

function membersOf(node: Syntax): ReadonlyMap<string, Syntax | undefined> {
  const body = isSyntax(node.body) ? node.body : node;
  return new Map(
    listOf(body.members).flatMap((each) => {
      const name = nameOf(each.id);
      return name === undefined ? [] : [[name, unwrapped(each.initializer)] as const];
    }),
  );
}

/** Every name that a pattern binds: `{ a, b: [c] }`. */
function patternNames(pattern: unknown): readonly string[] {
  if (!isSyntax(pattern)) return [];
  const names: string[] = [];
  walk(pattern, (node, within) => {
    const name = node.type === "Identifier" ? nameOf(node) : undefined;
    const parent = within.at(-1);
    const isKey = parent?.type === "ObjectProperty" && parent.key === node && parent.shorthand !== true;
    if (name !== undefined && !isKey) names.push(name);
  });
  return names;
}

/** The name whose value, or a member of it, is assigned. */
function changedBy(node: Syntax): string | undefined {
  const changes = ["AssignmentExpression", "UpdateExpression"].includes(node.type)
    ? (node.left ?? node.argument)
    : node.type === "UnaryExpression" && node.operator === "delete"
      ? node.argument
      : undefined;
  let at = unwrapped(changes);
  while (at !== undefined && /MemberExpression$/.test(at.type)) at = unwrapped(at.object);
  return at?.type === "Identifier" ? nameOf(at) : undefined;
}

function exports(
  node: Syntax,
  bind: (name: string, binding: Binding) => void,
  exported: Map<string, string>,
  passedOn: string[],
): void {
  if (node.type === "ExportAllDeclaration") passedOn.push(nameOf(node.source) ?? "");
  if (node.type === "ExportDefaultDeclaration") {
    const name = nameOf(node.declaration);
    const value = unwrapped(node.declaration);
    if (name !== undefined) exported.set("default", name);
    else if (value !== undefined) {
      bind("*default*", { kind: "value", node: value });
      exported.set("default", "*default*");
    }
  }
  if (node.type !== "ExportNamedDeclaration") return;
  const source = nameOf(node.source);
  for (const each of listOf(node.specifiers)) {
    const [local, name] = [nameOf(each.local), nameOf(each.exported)];
    if (local === undefined || name === undefined) continue;
    if (source !== undefined) bind(`*from* ${name}`, { kind: "import", source, name: local });
    exported.set(name, source === undefined ? local : `*from* ${name}`);
  }
  const declaration = isSyntax(node.declaration) ? node.declaration : undefined;
  const names =
    declaration?.type === "VariableDeclaration"
      ? listOf(declaration.declarations).flatMap((each) => patternNames(each.id))
      : [nameOf(declaration?.id)];
  for (const name of names) if (name !== undefined) exported.set(name, name);
}

export function listOf(value: unknown): readonly Syntax[] {
  return Array.isArray(value) ? value.filter(isSyntax) : [];
}
