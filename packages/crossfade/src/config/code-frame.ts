const linesAround = 2;
const maxWidth = 100;

/** The lines around a place with a caret below it. Control characters are shown as spaces: the text is foreign. */
export function codeFrame(text: string, line: number, column: number): string {
  const lines = text.split(/\r\n|\r|\n/);
  const first = Math.max(1, line - linesAround);
  const last = Math.min(lines.length, line + linesAround);
  const gutter = String(last).length;
  const shift = Math.max(0, column - maxWidth + 20);
  const out: string[] = [];
  for (let number = first; number <= last; number++) {
    const shown = plain(lines[number - 1] ?? "").slice(shift, shift + maxWidth);
    const mark = number === line ? ">" : " ";
    out.push(`${mark} ${String(number).padStart(gutter)} | ${shown}`.trimEnd());
    if (number === line) out.push(`  ${" ".repeat(gutter)} | ${" ".repeat(column - 1 - shift)}^`);
  }
  return out.join("\n");
}

/** C0 and C1 controls and the marks that reorder text, each one column wide. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, " ");
}
