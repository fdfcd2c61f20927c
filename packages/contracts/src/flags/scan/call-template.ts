import { type FlagType, flagTypeOf } from "../flag-type.ts";

/** A call that reads a flag: what it is called, and which argument is what. */
export interface FlagCall {
  /** As it is written, "flags.bool" or "getBooleanValue"; the last name alone is a method of anything. */
  readonly callee: string;
  /** Index of the argument. */
  readonly key: number;
  readonly default?: number;
  /** What the call says of the type, where it says it. */
  readonly type?: FlagType;
  /** What it falls back to where no argument says it. */
  readonly fallback?: { readonly value: unknown };
}

/** Arguments that one call may have. */
const maxArguments = 12;

/**
 * A call as crossfade.yaml has it: `flags.bool({key}, _, {default})`; `_` is any argument. `isOn({key}) = false` says what
 * is answered where no argument does. Undefined where it is no such call: a text, never a pattern that could run away.
 */
export function flagCallOf(template: string): FlagCall | undefined {
  const [, callee = "", list = "", fallback] =
    /^\s*([A-Za-z_$][\w$]*(?:(?:\.|::|->)[A-Za-z_$][\w$]*)*)\s*\(([^()]*)\)\s*(?:=\s*(\S.*?)\s*)?$/s.exec(
      template,
    ) ?? [];
  const parts = list.split(",").map((each) => each.trim());
  const isKnown = parts.every((each) => each === "{key}" || each === "{default}" || each === "_");
  const [key, last] = [parts.indexOf("{key}"), parts.lastIndexOf("{key}")];
  const at = parts.indexOf("{default}");
  const isTwice = key !== last || at !== parts.lastIndexOf("{default}");
  if (callee === "" || !isKnown || key < 0 || isTwice || parts.length > maxArguments) return undefined;
  if (fallback === undefined) return { callee, key, ...(at < 0 ? {} : { default: at }) };
  const value = literalOf(fallback);
  return at >= 0 || value === undefined
    ? undefined
    : { callee, key, fallback: value, ...typeOf(value.value) };
}

function typeOf(value: unknown): { readonly type?: FlagType } {
  const type = flagTypeOf(value);
  return type === undefined ? {} : { type };
}

/** true, False, 12.5, "text", 'text'. */
export function literalOf(text: string): { readonly value: unknown } | undefined {
  const written = text.trim();
  if (/^(true|false)$/i.test(written)) return { value: written.toLowerCase() === "true" };
  if (/^-?\d+(\.\d+)?[fFdDmM]?$/.test(written)) return { value: Number.parseFloat(written) };
  const quoted = /^[fbru@$]?(["'`])((?:(?!\1)[^\\]|\\.)*)\1$/i.exec(written);
  if (!quoted || (/^[f$]/i.test(written) && written.includes("{"))) return undefined;
  const [, mark, inside = ""] = quoted;
  // A text with something in it is no constant.
  if (inside.includes("\\") || (mark === "`" && /[$][{]/.test(inside))) return undefined;
  return { value: inside };
}

const types = { Boolean: "boolean", String: "string", Number: "number", Object: "object" } as const;

/** OpenFeature in TypeScript and JavaScript, its hooks for React among it. */
export const scriptCalls: readonly FlagCall[] = [
  ...Object.entries(types).flatMap(([name, type]) =>
    [`get${name}Value`, `get${name}Details`, `use${name}FlagValue`, `use${name}FlagDetails`].map(
      (callee): FlagCall => ({ callee, key: 0, default: 1, type }),
    ),
  ),
  { callee: "useFlag", key: 0, default: 1 },
  { callee: "useSuspenseFlag", key: 0, default: 1 },
];

const otherNames = [
  ["boolean", "Boolean", "boolean"],
  ["string", "String", "string"],
  ["integer", "Integer", "number"],
  ["double", "Double", "number"],
  ["float", "Float", "number"],
  ["int", "Int", "number"],
  ["object", "Object", "object"],
] as const;

/** OpenFeature elsewhere: Java and Kotlin, Python and Ruby (fetch_), C#, Go. */
export const textCalls: readonly FlagCall[] = otherNames.flatMap(([snake, name, type]): FlagCall[] => [
  { callee: `get${name}Value`, key: 0, default: 1, type },
  { callee: `get${name}Details`, key: 0, default: 1, type },
  { callee: `get_${snake}_value`, key: 0, default: 1, type },
  { callee: `get_${snake}_details`, key: 0, default: 1, type },
  { callee: `fetch_${snake}_value`, key: 0, default: 1, type },
  { callee: `Get${name}ValueAsync`, key: 0, default: 1, type },
  { callee: `Get${name}DetailsAsync`, key: 0, default: 1, type },
  { callee: `${name}Value`, key: 1, default: 2, type },
  { callee: `${name}ValueDetails`, key: 1, default: 2, type },
]);

/** The last name of a callee. */
export function lastName(callee: string): string {
  return callee.split(/\.|::|->/).at(-1) ?? callee;
}
