import { isObject } from "../document/json.ts";
import { rejectsUnknownSomewhere } from "./declared.ts";
import type { SchemaReading } from "./schema-reading.ts";
import { bits } from "./types.ts";

/** `allOf`, `anyOf`, `oneOf`, `not`. */
export function readCombinators(of: SchemaReading): void {
  for (const index of of.list("allOf")) of.allOf.push(of.judge("allOf", index));
  const any = of.list("anyOf");
  if (any.length > 0) of.node.anyOf = any.map((index) => of.judge("anyOf", index));
  const one = of.list("oneOf");
  if (one.length > 0) readOneOf(of, one);
  if (of.get("not") !== undefined) of.node.not = of.turned("not");
}

/** "Exactly one" counts the branches as written; only what each branch then admits follows the view. */
function readOneOf(of: SchemaReading, branches: readonly number[]): void {
  const { role, tolerance } = of.stand.view;
  const viewed = branches.map((index) => of.judge("oneOf", index));
  if (branches.length === 1) of.allOf.push(...viewed);
  else if (role === "sent") {
    of.node.oneOf = branches.map((index) => of.exact("oneOf", index));
    of.allOf.push(of.made({ anyOf: viewed }));
  } else if (tolerance !== "strict" && rejectsUnknownSomewhere(of.source, of.at)) {
    of.allOf.push(of.made({ anyOf: viewed }));
  } else of.node.oneOf = viewed;
}

/** `if` and the dependencies become `anyOf` with a `not` in it. */
export function readConditions(of: SchemaReading): void {
  const early = of.dialect === "draft-04" || of.dialect === "draft-06";
  if (of.get("if") !== undefined && !early) readIf(of);
  const modern = of.dialect === "2019-09" || of.dialect === "2020-12";
  if (modern && of.get("dependencies") !== undefined) {
    of.unclear(
      "dependencies",
      "dependencies is not a keyword of this dialect: write dependentRequired or dependentSchemas",
    );
  }
  for (const keyword of modern ? ["dependentRequired", "dependentSchemas"] : ["dependencies"]) {
    const map = of.get(keyword);
    if (isObject(map)) for (const name of Object.keys(map)) depend(of, keyword, name, map[name]);
    else if (map !== undefined) of.unclear(keyword, `${keyword} must be an object`);
  }
}

/** Each branch says its condition again, so that only the one that applies counts as having looked at a property. */
function readIf(of: SchemaReading): void {
  const condition = of.turned("if");
  const otherwise = of.made({ not: condition });
  const then = of.get("then") === undefined ? [] : [of.judge("then")];
  of.allOf.push(of.made({ anyOf: [otherwise, of.made({ allOf: [condition, ...then] })] }));
  if (of.get("else") === undefined) return;
  const not = of.made({ not: otherwise });
  of.allOf.push(of.made({ anyOf: [not, of.made({ allOf: [otherwise, of.judge("else")] })] }));
}

function depend(of: SchemaReading, keyword: string, name: string, wanted: unknown): void {
  const present = of.made({ types: bits.object, required: [name] });
  const absent = of.made({ not: present });
  const names = typeof wanted === "string" ? [wanted] : wanted;
  const then = Array.isArray(names)
    ? of.made({ types: bits.object, required: of.travelling(keyword, names.map(String)) })
    : of.made({ types: bits.object, required: [name], allOf: [of.judge(keyword, name)] });
  of.allOf.push(of.made({ anyOf: [absent, then] }));
}
