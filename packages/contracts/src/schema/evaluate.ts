import { canonicalJson, equalJson, isObject, own } from "../document/json.ts";
import { matches } from "../pattern/automaton.ts";
import { hasFormat } from "./format.ts";
import type { SchemaNode } from "./node.ts";
import { bitOf } from "./types.ts";
import { both, either, every, type Maybe, opposite, some } from "./verdict3.ts";

/** Steps of one evaluation; a schema that needs more is not judged here. */
const stepLimit = 20_000;
const depthLimit = 150;

interface Budget {
  steps: number;
}

/** Whether a value is valid under a node; undefined where a keyword cannot be judged. Never throws, always ends. */
export function holds(node: SchemaNode, value: unknown): Maybe {
  return judge(node, value, { steps: stepLimit }, 0);
}

export function holdsAll(nodes: readonly SchemaNode[], value: unknown): Maybe {
  return every(nodes, (node) => holds(node, value));
}

/** The node's own keywords only: nothing that `allOf`, `$ref` and their like add. */
export function keywordsHold(node: SchemaNode, value: unknown): Maybe {
  return ownKeywordsHold(node, value, { steps: stepLimit }, 0);
}

/**
 * Answers about objects and lists, which made-up values share as their parts, are kept with the schema: a value may be
 * the document's own example and live on. Nobody changes a value once it was judged. "Cannot be said" is not kept: it
 * may be due to the budget.
 */
function judge(node: SchemaNode, value: unknown, budget: Budget, depth: number): Maybe {
  if (typeof value !== "object" || value === null) return judgeAnew(node, value, budget, depth);
  const before = node.known.answers?.get(value);
  if (before !== undefined) return before;
  const answer = judgeAnew(node, value, budget, depth);
  if (answer !== undefined) {
    node.known.answers ??= new Map();
    node.known.answers.set(value, answer);
  }
  return answer;
}

function judgeAnew(node: SchemaNode, value: unknown, budget: Budget, depth: number): Maybe {
  if (budget.steps-- <= 0 || depth > depthLimit) return undefined;
  const keywords = ownKeywordsHold(node, value, budget, depth);
  if (keywords === false) return false;
  const rest = combinatorsHold(node, value, budget, depth);
  const result = both(both(keywords, rest), node.opaque.length > 0 ? undefined : true);
  if (result === false || !node.unevaluated || !isObject(value)) return result;
  return both(result, unevaluatedHolds(node, node.unevaluated, value, budget, depth));
}

function ownKeywordsHold(node: SchemaNode, value: unknown, budget: Budget, depth: number): Maybe {
  if (node.never || (node.types & bitOf(value)) === 0) return false;
  if (node.enums && !node.enums.some((item) => equalJson(item, value))) return false;
  if (typeof value === "number") return numberHolds(node, value);
  if (typeof value === "string") return stringHolds(node, value);
  if (Array.isArray(value)) return arrayHolds(node, value, budget, depth);
  return isObject(value) ? objectHolds(node, value, budget, depth) : true;
}

function numberHolds(node: SchemaNode, value: number): Maybe {
  const { lower, upper, multipleOf } = node;
  if (lower && (value < lower.value || (lower.exclusive && value === lower.value))) return false;
  if (upper && (value > upper.value || (upper.exclusive && value === upper.value))) return false;
  return multipleOf === undefined ? true : isMultiple(value, multipleOf);
}

/** Undefined where binary fractions blur the answer. */
function isMultiple(value: number, divisor: number): Maybe {
  const quotient = value / divisor;
  if (!Number.isFinite(quotient) || Math.abs(quotient) > 2 ** 50)
    return value % divisor === 0 ? true : undefined;
  if (Number.isInteger(quotient))
    return Number.isInteger(value) && Number.isInteger(divisor) ? value % divisor === 0 : true;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9 ? undefined : false;
}

function stringHolds(node: SchemaNode, value: string): Maybe {
  if (node.minLength > 0 || node.maxLength < value.length) {
    const length = [...value].length;
    if (length < node.minLength || length > node.maxLength) return false;
  }
  const fits = node.pattern === undefined ? true : matches(node.pattern, value);
  return both(fits, node.format === undefined ? true : hasFormat(node.format, value));
}

function arrayHolds(node: SchemaNode, value: readonly unknown[], budget: Budget, depth: number): Maybe {
  if (value.length < node.minItems || value.length > node.maxItems) return false;
  if (node.uniqueItems && new Set(value.map(canonicalJson)).size < value.length) return false;
  const items = every(value, (item, index) => {
    const schema = node.prefix[index] ?? node.items;
    return schema ? judge(schema, item, budget, depth + 1) : true;
  });
  if (items === false || !node.contains) return items;
  let sure = 0;
  let possible = 0;
  for (const item of value) {
    const fits = judge(node.contains.node, item, budget, depth + 1);
    if (fits === true) sure++;
    if (fits !== false) possible++;
  }
  if (possible < node.contains.min || sure > node.contains.max) return false;
  return both(items, sure >= node.contains.min && possible <= node.contains.max ? true : undefined);
}

function objectHolds(node: SchemaNode, value: object, budget: Budget, depth: number): Maybe {
  const names = Object.keys(value);
  if (names.length < node.minProperties || names.length > node.maxProperties) return false;
  if (node.required.some((name) => !Object.hasOwn(value, name))) return false;
  return every(names, (name) => {
    const item = own(value, name);
    const declared = node.properties.get(name);
    let result: Maybe = declared ? judge(declared, item, budget, depth + 1) : true;
    let evaluated: Maybe = declared !== undefined;
    for (const [pattern, schema] of node.patternProperties) {
      const fits = matches(pattern, name);
      if (fits === false) continue;
      const valid = judge(schema, item, budget, depth + 1);
      result = both(result, fits === true || valid === true ? valid : undefined);
      evaluated = evaluated || fits;
    }
    if (node.additional && evaluated !== true) {
      const valid = judge(node.additional, item, budget, depth + 1);
      result = both(result, evaluated === false || valid === true ? valid : undefined);
    }
    return node.names && result !== false ? both(result, judge(node.names, name, budget, depth + 1)) : result;
  });
}

function combinatorsHold(node: SchemaNode, value: unknown, budget: Budget, depth: number): Maybe {
  const go = (inner: SchemaNode) => judge(inner, value, budget, depth + 1);
  let result: Maybe = node.ref ? go(node.ref()) : true;
  if (result !== false) result = both(result, every(node.allOf, go));
  if (result !== false && node.anyOf) result = both(result, some(node.anyOf, go));
  if (result !== false && node.oneOf) result = both(result, exactlyOne(node.oneOf.map(go)));
  if (result !== false && node.not) result = both(result, opposite(go(node.not)));
  return result;
}

function exactlyOne(answers: readonly Maybe[]): Maybe {
  const sure = answers.filter((answer) => answer === true).length;
  const open = answers.filter((answer) => answer === undefined).length;
  if (sure > 1 || sure + open === 0) return false;
  return open > 0 ? undefined : true;
}

function unevaluatedHolds(
  node: SchemaNode,
  schema: SchemaNode,
  value: object,
  budget: Budget,
  depth: number,
): Maybe {
  return every(Object.keys(value), (name) => {
    const seen = isEvaluated(node, value, name, budget, depth + 1, true);
    if (seen === true) return true;
    const valid = judge(schema, own(value, name), budget, depth + 1);
    return seen === false || valid === true ? valid : undefined;
  });
}

/** Whether some part that holds for the value looks at a property. */
function isEvaluated(
  node: SchemaNode,
  value: object,
  name: string,
  budget: Budget,
  depth: number,
  top: boolean,
): Maybe {
  if (budget.steps-- <= 0 || depth > depthLimit) return undefined;
  if (node.properties.has(name) || node.additional || (node.unevaluated && !top)) return true;
  let result: Maybe = some(node.patternProperties, ([pattern]) => matches(pattern, name));
  if (result !== true && node.opaque.length > 0) result = undefined;
  const go = (inner: SchemaNode) => isEvaluated(inner, value, name, budget, depth + 1, false);
  const ifHolds = (inner: SchemaNode): Maybe => {
    const seen = go(inner);
    return seen === false ? false : both(seen, judge(inner, value, budget, depth + 1));
  };
  if (result !== true && node.ref) result = either(result, go(node.ref()));
  if (result !== true) result = either(result, some(node.allOf, go));
  if (result !== true && node.anyOf) result = either(result, some(node.anyOf, ifHolds));
  if (result !== true && node.oneOf) result = either(result, some(node.oneOf, ifHolds));
  return result;
}
