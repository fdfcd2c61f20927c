import { type FlagType, flagTypeOf } from "../flag-type.ts";
import { type FlagCall, lastName } from "./call-template.ts";
import type { FoundReads } from "./found-reads.ts";
import { scanLimits } from "./scan-limits.ts";
import { listOf } from "./script-constants.ts";
import type { Syntax } from "./script-parser.ts";
import type { ScriptValues } from "./script-values.ts";
import { isSyntax, nameOf, unwrapped, walk } from "./syntax-walk.ts";

export interface ScriptToScan {
  readonly path: string;
  readonly root: Syntax;
  readonly values: ScriptValues;
  /** By the last name of what is called. */
  readonly calls: ReadonlyMap<string, readonly FlagCall[]>;
  readonly found: FoundReads;
  /** Called with every text of the file and its place. */
  readonly onText: (text: string, at: string) => void;
}

/** Which flags one file of TypeScript or JavaScript reads. */
export function readScript(script: ScriptToScan): void {
  const { path, root, found } = script;
  const isWhole = walk(root, (node, within) => {
    if (/^(Optional)?CallExpression$/.test(node.type)) readCall(script, node, within);
    else if (node.type === "JSXOpeningElement") readElement(script, node);
    else if (node.type === "StringLiteral") script.onText(String(node.value), placeOf(path, node));
    else if (node.type === "TemplateLiteral" && listOf(node.expressions).length === 0)
      script.onText(String(script.values.of(node, path)?.[0] ?? ""), placeOf(path, node));
    else passedOn(script, node, within.at(-1));
  });
  if (!isWhole) found.doubt({ at: `${path}:1:1`, why: "it nests too deep to be read (limit depth)" });
}

function readCall(script: ScriptToScan, node: Syntax, within: readonly Syntax[]): void {
  const callee = unwrapped(node.callee);
  const chain = chainOf(callee);
  const name = chain.at(-1);
  const calls = name === undefined ? undefined : script.calls.get(name);
  const call = calls?.find((each) => isCallOf(each, chain));
  if (call === undefined) return;
  const given = listOf(node.arguments);
  const at = placeOf(script.path, node);
  const last = Math.max(call.key, call.default ?? 0);
  const key = given.slice(0, last + 1).some(({ type }) => type === "SpreadElement")
    ? undefined
    : unwrapped(given[call.key]);
  if (key === undefined || !isWrapper(script, key, within))
    readKey(script, { call, key, fallback: given[call.default ?? -1], at });
}

interface KeyAt {
  readonly call: FlagCall;
  readonly key: Syntax | undefined;
  readonly fallback: Syntax | undefined;
  readonly at: string;
}

function readKey({ values, path, found }: ScriptToScan, { call, key, fallback, at }: KeyAt): void {
  const keys = key === undefined ? undefined : values.of(key, path);
  if (keys === undefined || !keys.every((each) => typeof each === "string")) {
    found.doubt({ at, why: `the key of ${call.callee} is made while it runs` });
    return;
  }
  const fallbacks =
    call.fallback === undefined ? values.of(fallback, path)?.map((value) => ({ value })) : [call.fallback];
  for (const each of keys as readonly string[])
    for (const one of fallbacks ?? [undefined])
      found.add({
        key: each,
        type: typeRead(call.type, one),
        at,
        ...(one === undefined ? {} : { default: one }),
      });
}

function typeRead(
  said: FlagType | undefined,
  fallback: { readonly value: unknown } | undefined,
): FlagType | undefined {
  return said ?? (fallback === undefined ? undefined : flagTypeOf(fallback.value));
}

/** ["this", "flags", "bool"] of `this.flags.bool`, the last few; what is no name is "". */
function chainOf(node: Syntax | undefined, most: number = scanLimits.chain): readonly string[] {
  if (node === undefined || most === 0) return [];
  if (node.type === "ThisExpression") return ["this"];
  if (/MemberExpression$/.test(node.type)) {
    const { property } = node;
    const name =
      isSyntax(property) && property.type === "PrivateName" ? nameOf(property.id) : nameOf(property);
    const isName = node.computed !== true || (isSyntax(property) && property.type === "StringLiteral");
    return [...chainOf(unwrapped(node.object), most - 1), isName ? (name ?? "") : ""];
  }
  return [node.type === "Identifier" ? (nameOf(node) ?? "") : ""];
}

function isCallOf({ callee }: FlagCall, chain: readonly string[]): boolean {
  const names = callee.split(/\.|::|->/);
  return names.every((name, index) => chain.at(index - names.length) === name);
}

/** The key is a parameter of a function whose calls are known themselves: they say which keys there are. */
function isWrapper({ calls }: ScriptToScan, key: Syntax, within: readonly Syntax[]): boolean {
  const name = key.type === "Identifier" ? nameOf(key) : undefined;
  if (name === undefined) return false;
  return within.some((node, index) => {
    if (!listOf(node.params).some((each) => nameOf(each) === name)) return false;
    const parent = within[index - 1];
    const own = nameOf(node.id) ?? nameOf(node.key) ?? nameOf(parent?.id) ?? nameOf(parent?.key);
    return own !== undefined && calls.has(own);
  });
}

/** `<FeatureFlag flagKey="new-checkout" defaultValue={false}>` of OpenFeature for React. */
function readElement(script: ScriptToScan, node: Syntax): void {
  if (nameOf(node.name) !== "FeatureFlag") return;
  const attributes = new Map(
    listOf(node.attributes).flatMap((each) => {
      const name = nameOf(each.name);
      const value = isSyntax(each.value) ? each.value : undefined;
      const inner = value?.type === "JSXExpressionContainer" ? value.expression : value;
      return name === undefined || !isSyntax(inner) ? [] : [[name, inner] as const];
    }),
  );
  const key = attributes.get("flagKey") ?? attributes.get("featureKey");
  const call: FlagCall = { callee: "FeatureFlag", key: 0, default: 1 };
  readKey(script, { call, key, fallback: attributes.get("defaultValue"), at: placeOf(script.path, node) });
}

/** What reads flags under another name: nobody sees what it is called with. */
function passedOn({ calls, path, found }: ScriptToScan, node: Syntax, parent: Syntax | undefined): void {
  const known = (name: string | undefined) =>
    name !== undefined && (calls.get(name)?.some(({ callee }) => callee === name) ?? false);
  const doubt = (name: string | undefined) =>
    found.doubt({ at: placeOf(path, node), why: `${name} goes by another name from here on` });
  if (/MemberExpression$/.test(node.type) && node.computed !== true) {
    const name = nameOf(node.property);
    const isCalled = parent !== undefined && /CallExpression$/.test(parent.type) && parent.callee === node;
    const isAssigned = parent?.type === "AssignmentExpression" && parent.left === node;
    if (known(name) && !isCalled && !isAssigned) doubt(name);
  } else if (node.type === "ImportSpecifier") {
    const [name, local] = [nameOf(node.imported), nameOf(node.local)];
    if (known(name) && name !== local) doubt(name);
  } else if (node.type === "ObjectProperty" && parent?.type === "ObjectPattern" && node.shorthand !== true) {
    const name = nameOf(node.key);
    if (known(name) && nameOf(node.value) !== name) doubt(name);
  }
}

/** "web/src/cart.ts:12:5". */
function placeOf(path: string, { loc }: Syntax): string {
  return `${path}:${loc?.start.line ?? 1}:${(loc?.start.column ?? 0) + 1}`;
}

export function callsByName(calls: readonly FlagCall[]): ReadonlyMap<string, readonly FlagCall[]> {
  const byName = new Map<string, FlagCall[]>();
  for (const call of calls) {
    const name = lastName(call.callee);
    byName.set(name, [...(byName.get(name) ?? []), call]);
  }
  return byName;
}
