import { scanLimits } from "./scan-limits.ts";
import { type Binding, type FileNames, listOf } from "./script-constants.ts";
import type { Syntax } from "./script-parser.ts";
import { isSyntax, nameOf, unwrapped } from "./syntax-walk.ts";

/** Every value that an expression may have; undefined where that cannot be told. */
export type Values = readonly unknown[] | undefined;

/** The names of all files that are scanned. */
export interface ScriptFiles {
  names(path: string): FileNames | undefined;
  /** The file that `import … from "./x"` in a file means; undefined where it is none of ours. */
  resolve(from: string, source: string): string | undefined;
}

/** An expression of a file, and how many names have led to it. */
interface Place {
  readonly path: string;
  readonly steps: number;
  /** Expressions within expressions. */
  readonly depth: number;
}

interface Led {
  readonly binding: Binding;
  readonly at: Place;
}

/** What expressions say, by the constants of their file and of those that it imports. */
export class ScriptValues {
  readonly #files: ScriptFiles;

  constructor(files: ScriptFiles) {
    this.#files = files;
  }

  of(expression: unknown, path: string): Values {
    return this.#of(expression, { path, steps: 0, depth: 0 });
  }

  #of(expression: unknown, from: Place): Values {
    const node = unwrapped(expression);
    const at = { ...from, depth: from.depth + 1 };
    if (node === undefined || at.steps > scanLimits.steps || at.depth > scanLimits.expression)
      return undefined;
    switch (node.type) {
      case "StringLiteral":
      case "BooleanLiteral":
      case "NumericLiteral":
        return [node.value];
      case "NullLiteral":
        return [null];
      case "TemplateLiteral":
        return this.#template(node, at);
      case "UnaryExpression":
        return this.#unary(node, at);
      case "BinaryExpression":
        return node.operator === "+" ? this.#sum(node, at) : undefined;
      case "ConditionalExpression":
        return either(this.#of(node.consequent, at), this.#of(node.alternate, at));
      case "LogicalExpression":
        return undefined;
      case "ObjectExpression":
      case "ArrayExpression":
        return this.#literal(node, at);
      case "Identifier":
        return this.#named(String(node.name), at);
      case "MemberExpression":
      case "OptionalMemberExpression":
        return this.#member(node, at);
      default:
        return undefined;
    }
  }

  #template(node: Syntax, at: Place): Values {
    const quasis = listOf(node.quasis).map((each) => (each.value as { cooked?: string }).cooked ?? "");
    const expressions = listOf(node.expressions);
    let texts: Values = [quasis[0] ?? ""];
    for (const [index, each] of expressions.entries())
      texts = joinedTexts(joinedTexts(texts, this.#of(each, at)), [quasis[index + 1] ?? ""]);
    return texts;
  }

  #sum(node: Syntax, at: Place): Values {
    const [left, right] = [this.#of(node.left, at), this.#of(node.right, at)];
    const areTexts = [...(left ?? []), ...(right ?? [])].every((each) => typeof each === "string");
    return areTexts ? joinedTexts(left, right) : undefined;
  }

  #unary(node: Syntax, at: Place): Values {
    const values = this.#of(node.argument, at);
    if (node.operator === "!") return values?.map((each) => !each);
    if (node.operator === "-" && values?.every((each) => typeof each === "number"))
      return values.map((each) => -(each as number));
    return undefined;
  }

  /** Objects and lists, where every part of them is one value. */
  #literal(node: Syntax, at: Place): Values {
    const one = (part: unknown) => {
      const values = this.#of(part, { ...at, steps: at.steps + 1 });
      return values?.length === 1 ? { value: values[0] } : undefined;
    };
    if (node.type === "ArrayExpression") {
      const items = listOf(node.elements).map(one);
      return items.every((each) => each !== undefined) ? [items.map((each) => each?.value)] : undefined;
    }
    const entries: [string, unknown][] = [];
    for (const each of listOf(node.properties)) {
      const name = each.computed === true ? undefined : nameOf(each.key);
      const value = each.type === "ObjectProperty" ? one(each.value) : undefined;
      if (name === undefined || value === undefined) return undefined;
      entries.push([name, value.value]);
    }
    return [Object.fromEntries(entries)];
  }

  #named(name: string, at: Place): Values {
    const found = this.#binding(name, at);
    return found?.binding.kind === "value" ? this.#of(found.binding.node, found.at) : undefined;
  }

  /** Where a name leads, over imports. */
  #binding(name: string, at: Place): Led | undefined {
    const binding = this.#files.names(at.path)?.bindings.get(name);
    const next = { ...at, steps: at.steps + 1 };
    if (binding === undefined || next.steps > scanLimits.steps) return undefined;
    return binding.kind === "import" ? this.#imported(binding, next) : { binding, at: next };
  }

  #imported({ source, name }: Extract<Binding, { kind: "import" }>, at: Place) {
    const path = this.#files.resolve(at.path, source);
    return path === undefined ? undefined : this.#exported(name, { ...at, path });
  }

  #exported(name: string, at: Place): Led | undefined {
    const names = this.#files.names(at.path);
    const local = names?.exported.get(name);
    if (local !== undefined) return this.#binding(local, at);
    if (at.steps > scanLimits.steps) return undefined;
    for (const source of names?.passedOn ?? []) {
      const found = this.#imported({ kind: "import", source, name }, { ...at, steps: at.steps + 1 });
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** FLAGS.CHECKOUT, Flags["checkout"], flags.NAMES.checkout, Enum.Member. */
  #member(node: Syntax, at: Place): Values {
    const names =
      node.computed === true ? this.#of(node.property, at) : [nameOf(node.property)].filter(isText);
    const [name] = names ?? [];
    if (names?.length !== 1 || typeof name !== "string") return undefined;
    const object = unwrapped(node.object);
    if (object?.type !== "Identifier") return this.#memberOf(object, name, at);
    const found = this.#binding(String(object.name), at) ?? this.#namespace(String(object.name), name, at);
    if (found === undefined) return undefined;
    const { binding } = found;
    if (binding.kind === "enum") return this.#of(binding.members.get(name), found.at);
    if (binding.kind !== "value") return undefined;
    // `import * as names`: what was found is the member itself.
    return "isMember" in found
      ? this.#of(binding.node, found.at)
      : this.#memberOf(binding.node, name, found.at);
  }

  #namespace(object: string, name: string, at: Place) {
    const binding = this.#files.names(at.path)?.bindings.get(object);
    if (binding?.kind !== "import" || binding.name !== "*") return undefined;
    const found = this.#imported({ ...binding, name }, { ...at, steps: at.steps + 1 });
    return found && { ...found, isMember: true };
  }

  #memberOf(object: Syntax | undefined, name: string, at: Place): Values {
    const node = frozen(object);
    if (node === undefined) return undefined;
    if (node.type !== "ObjectExpression") {
      const values = /MemberExpression$/.test(node.type) ? this.#of(node, at) : undefined;
      const [value] = values ?? [];
      const isIn = values?.length === 1 && typeof value === "object" && value !== null;
      return isIn && Object.hasOwn(value, name) ? [(value as Record<string, unknown>)[name]] : undefined;
    }
    const properties = listOf(node.properties);
    const isPlain = properties.every((each) => each.type !== "SpreadElement" && each.computed !== true);
    const found = properties.filter((each) => nameOf(each.key) === name).at(-1);
    return isPlain && found?.type === "ObjectProperty"
      ? this.#of(found.value, { ...at, steps: at.steps + 1 })
      : undefined;
  }
}

/** `Object.freeze({ … })` is the object. */
function frozen(node: Syntax | undefined): Syntax | undefined {
  const inner = unwrapped(node);
  const callee = inner?.type === "CallExpression" && isSyntax(inner.callee) ? inner.callee : undefined;
  const isFreeze = nameOf(callee?.object) === "Object" && nameOf(callee?.property) === "freeze";
  return isFreeze ? unwrapped(listOf(inner?.arguments)[0]) : inner;
}

function either(one: Values, other: Values): Values {
  if (one === undefined || other === undefined) return undefined;
  const all = [...new Set([...one, ...other])];
  return all.length > scanLimits.alternatives ? undefined : all;
}

function joinedTexts(left: Values, right: Values): Values {
  if (left === undefined || right === undefined) return undefined;
  const all = left.flatMap((one) => right.map((other) => `${String(one)}${String(other)}`));
  return all.length > scanLimits.alternatives ? undefined : all;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
