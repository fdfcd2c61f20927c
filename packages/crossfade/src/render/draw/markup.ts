import { forPage } from "../escape.ts";

/** Text of a page or a picture that is ours: whatever foreign text stands in it has been escaped. Only `markup` makes one. */
export interface Markup {
  readonly markup: string;
}

export type Value = string | number | Markup | undefined | false | readonly Value[];

/**
 * Markup of ours with values between: texts are escaped for elements and for attributes in double quotes, markup stays.
 * Never put a value into a tag's name, an attribute without quotes, a style or a script.
 */
export function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: parts.map((part, index) => part + textOf(values[index])).join("") };
}

function textOf(value: Value): string {
  if (value === undefined || value === false) return "";
  if (typeof value === "number") return String(Math.round(value * 100) / 100);
  if (typeof value === "string") return forPage(value);
  if ("markup" in value) return value.markup;
  return value.map(textOf).join("");
}

/** A text of our own that holds no foreign word: a style sheet, a script. */
export function ours(text: string): Markup {
  return { markup: text };
}
