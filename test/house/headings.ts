/** The texts of a Markdown page's headings that match, without their marks and code ticks, in order. */
export function headings(markdown: string, matching: RegExp): readonly string[] {
  return [...markdown.matchAll(/^#{1,6} +(.+?) *$/gm)]
    .map(([, text = ""]) => text.replaceAll("`", ""))
    .filter((text) => matching.test(text));
}
