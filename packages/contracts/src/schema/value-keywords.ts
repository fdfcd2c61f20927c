import { equalJson } from "../document/json.ts";
import { booleanBounds } from "./dialect.ts";
import type { SchemaReading } from "./schema-reading.ts";
import { anyType, bits, bitsOfName, numberBits } from "./types.ts";

/** `type`, `enum`, `const`, and the values that the document itself shows. */
export function readValues(of: SchemaReading): void {
  const type = of.get("type");
  if (type !== undefined) {
    let mask = 0;
    for (const name of Array.isArray(type) ? type : [type]) {
      const bit = bitsOfName(name);
      if (bit === undefined) of.unclear("type", `the type ${JSON.stringify(name)} is not a JSON type`);
      mask |= bit ?? anyType;
    }
    of.node.types = mask;
  }
  const list = of.get("enum");
  if (Array.isArray(list)) of.node.enums = openEnum(of, list) ? undefined : list;
  else if (list !== undefined) of.unclear("enum", "enum must be a list");
  if (of.node.enums === undefined && Array.isArray(list)) of.node.types &= bits.string;
  if (Object.hasOwn(of.at.value as object, "const") && of.dialect !== "draft-04") {
    const fixed = of.get("const");
    of.node.enums = (of.node.enums ?? [fixed]).filter((value) => equalJson(value, fixed));
  }
  const shown = [of.get("example"), ...asList(of.get("examples")), of.get("default")];
  of.node.examples = shown.filter((value) => value !== undefined).slice(0, 8);
}

function openEnum(of: SchemaReading, list: readonly unknown[]): boolean {
  const { role, tolerance } = of.stand.view;
  if (role !== "accepted" || tolerance !== "open-enum") return false;
  return list.length > 1 && list.every((value) => typeof value === "string");
}

/** Bounds, exclusive ones in either spelling, and `multipleOf`. */
export function readNumbers(of: SchemaReading): void {
  for (const side of ["lower", "upper"] as const) {
    const [plain, strict] =
      side === "lower" ? ["minimum", "exclusiveMinimum"] : ["maximum", "exclusiveMaximum"];
    const value = of.number(plain);
    const flag = of.get(strict);
    if (booleanBounds(of.dialect) && typeof flag === "boolean") {
      if (value !== undefined) tighten(of, side, value, flag);
      continue;
    }
    if (value !== undefined) tighten(of, side, value, false);
    const exclusive = of.number(strict);
    if (exclusive !== undefined) tighten(of, side, exclusive, true);
  }
  const divisor = of.number("multipleOf");
  if (divisor !== undefined && divisor > 0) of.node.multipleOf = divisor;
  else if (divisor !== undefined) of.unclear("multipleOf", "multipleOf must be above 0");
  const numeric = of.node.types !== anyType && (of.node.types & numberBits) !== 0;
  if (of.formats === "assert" && numeric && of.get("format") === "int32") {
    tighten(of, "lower", -(2 ** 31), false);
    tighten(of, "upper", 2 ** 31 - 1, false);
  }
}

function tighten(of: SchemaReading, side: "lower" | "upper", value: number, exclusive: boolean): void {
  const known = of.node[side];
  const sign = side === "lower" ? 1 : -1;
  const tighter = !known || value * sign > known.value * sign || (value === known.value && exclusive);
  if (tighter) of.node[side] = { value, exclusive };
}

/** Lengths, `pattern`, `format`. */
export function readStrings(of: SchemaReading): void {
  of.node.minLength = of.size("minLength", 0);
  of.node.maxLength = of.size("maxLength", Number.POSITIVE_INFINITY);
  const pattern = of.get("pattern");
  if (typeof pattern === "string") of.node.pattern = pattern;
  else if (pattern !== undefined) of.unclear("pattern", "pattern must be a string");
  const format = of.get("format");
  if (of.formats === "assert" && typeof format === "string") of.node.format = format;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
