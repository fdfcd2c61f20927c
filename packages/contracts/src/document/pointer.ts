import { isObject, own } from "./json.ts";

/** JSON pointer (RFC 6901) of one more step. */
export function pointerTo(base: string, ...steps: readonly (string | number)[]): string {
  let pointer = base;
  for (const step of steps)
    pointer += `/${typeof step === "number" || !/[~/]/.test(step) ? step : escaped(step)}`;
  return pointer;
}

function escaped(step: string): string {
  return step.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** The steps of a pointer, or undefined if it is not one. `""` is the whole document. */
export function stepsOf(pointer: string): string[] | undefined {
  if (pointer === "") return [];
  if (!pointer.startsWith("/")) return undefined;
  return pointer
    .slice(1)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

export function valueAt(root: unknown, steps: readonly string[]): { value: unknown } | undefined {
  let value = root;
  for (const step of steps) {
    if (Array.isArray(value)) {
      if (!/^(0|[1-9]\d{0,8})$/.test(step) || Number(step) >= value.length) return undefined;
      value = value[Number(step)];
    } else if (isObject(value) && Object.hasOwn(value, step)) value = own(value, step);
    else return undefined;
  }
  return { value };
}

/** Undoes percent-encoding; a malformed one stays as it is. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
