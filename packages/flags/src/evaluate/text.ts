import { noText } from "./failure.ts";

/** Null is no text: a missing attribute adds nothing. */
export function joined(values: readonly unknown[]): string {
  let text = "";
  for (const value of values) if (value !== null && value !== undefined) text += String(value);
  return text;
}

/** From `from`, counted from the end where it is negative; `length` leaves that many off the end where it is negative. */
export function portion([text, from, length]: readonly unknown[]): string {
  if (typeof text !== "string") throw noText;
  const start = integerOf(from);
  const tail = text.slice(start < 0 ? Math.max(0, text.length + start) : start);
  if (length === undefined) return tail;
  const count = integerOf(length);
  return count < 0 ? tail.slice(0, Math.max(0, tail.length + count)) : tail.slice(0, count);
}

const integerOf = (value: unknown) => Math.trunc(Number(value)) || 0;

/** starts_with and ends_with: null, not false, for anything but two texts, so that the default variant is served. */
export function affix(has: (text: string, part: string) => boolean) {
  return (values: readonly unknown[]): boolean | null => {
    const [text, part] = values;
    return values.length === 2 && typeof text === "string" && typeof part === "string"
      ? has(text, part)
      : null;
  };
}
