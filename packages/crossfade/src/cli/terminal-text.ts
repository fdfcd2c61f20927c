/** Foreign text for a terminal: control characters and marks that reorder text are written out, line breaks stay. */
export function forTerminal(text: string): string {
  return text.replace(/(?!\n)[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (mark) => {
    const code = mark.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}

/** Foreign text for a workflow command of GitHub Actions; `property` for what stands before the `::`. */
export function forWorkflow(text: string, place: "property" | "message"): string {
  const escaped = text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  return place === "message" ? escaped : escaped.replaceAll(":", "%3A").replaceAll(",", "%2C");
}
