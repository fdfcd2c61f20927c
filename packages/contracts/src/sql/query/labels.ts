import type { Node } from "libpg-query";
import { doubtAbout, placeOfDoubt, shownKey } from "../catalogue/catalogue.ts";
import { stringOf } from "../tree.ts";
import { fault, type Use } from "./use.ts";

/** A value meets a type: where that is an enum, a constant has to be one of its labels. */
export function meetsType(use: Use, type: string, value: Node, column: string | undefined): void {
  const element = type.endsWith("[]") ? type.slice(0, -2) : type;
  const declared = use.catalogue.types.get(element);
  if (declared?.kind !== "enum") return;
  for (const each of constantsOf(value)) {
    if (each === parameter) use.parameters.set(element, column ?? element);
    else
      for (const label of type.endsWith("[]") ? itemsOf(each) : [each])
        needLabel(use, element, declared.labels, label);
  }
}

function needLabel(use: Use, type: string, labels: readonly string[], label: string): void {
  const known = use.labels.get(type) ?? new Set();
  use.labels.set(type, known.add(label));
  if (labels.includes(label)) return;
  const doubted = doubtAbout(use.catalogue, "type", type.slice(type.lastIndexOf(".") + 1));
  fault(use, {
    kind: "label",
    key: `${type} ${label}`,
    sqlstate: "22P02",
    what: `'${label}' is no value of the enum ${shownKey(type)}`,
    doubt: doubted && placeOfDoubt(doubted),
  });
}

const parameter = Symbol("a parameter");

/** The constants and parameters that an expression may come to. */
function constantsOf(value: Node): (string | typeof parameter)[] {
  if ("ParamRef" in value) return [parameter];
  if ("List" in value) return (value.List.items ?? []).flatMap(constantsOf);
  if ("RowExpr" in value) return [];
  if ("A_ArrayExpr" in value) return (value.A_ArrayExpr.elements ?? []).flatMap(constantsOf);
  if ("CoalesceExpr" in value) return (value.CoalesceExpr.args ?? []).flatMap(constantsOf);
  if ("CaseExpr" in value) {
    const { args = [], defresult } = value.CaseExpr;
    const results = args.flatMap((each) =>
      "CaseWhen" in each && each.CaseWhen.result ? [each.CaseWhen.result] : [],
    );
    return [...results, ...(defresult ? [defresult] : [])].flatMap(constantsOf);
  }
  const text = stringOf(value);
  return text === undefined ? [] : [text];
}

/** The items of `'{a,b}'`. */
function itemsOf(text: string | typeof parameter): string[] {
  if (typeof text !== "string") return [];
  const inside = /^\{(.*)\}$/s.exec(text)?.[1];
  return inside === undefined || inside === ""
    ? []
    : inside.split(",").map((each) => each.trim().replace(/^"(.*)"$/, "$1"));
}
