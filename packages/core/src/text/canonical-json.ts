/** Canonical JSON: keys sorted by code unit, no white space. Two JSON values are equal exactly when their texts are. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const object = value as Readonly<Record<string, unknown>>;
    const parts: string[] = [];
    for (const key of Object.keys(object).sort()) {
      const item = object[key];
      if (item !== undefined) parts.push(`${JSON.stringify(key)}:${canonicalJson(item)}`);
    }
    return `{${parts.join(",")}}`;
  }
  if (Object.is(value, -0)) return "0";
  return JSON.stringify(value) ?? "null";
}
