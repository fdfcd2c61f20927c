/**
 * JSON that PostgreSQL takes: U+0000 and halves of surrogate pairs, which its `jsonb` refuses, become U+FFFD. What people
 * type may hold anything, and must not be lost for one character.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === "string" ? plainText(each) : each));
}

/** The same for a column of text. */
export function plainText(text: string): string {
  return Buffer.from(text, "utf8").toString("utf8").replaceAll("\0", "\ufffd");
}
