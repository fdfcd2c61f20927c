/**
 * Foreign text (from contracts, configuration, labels) made harmless for the place where it will stand.
 * One function per place; each takes raw text and is applied exactly once.
 */

/** Control, format (bidi, zero width), line and paragraph separators, lone surrogates. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** One line of a terminal: whatever has no shape of its own is written out. */
export function forTerminal(text: string): string {
  return text.replace(invisible, (mark) => `\\u{${(mark.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Several lines of a terminal. */
export function forTerminalLines(text: string): string {
  return text.split("\n").map(forTerminal).join("\n");
}

/** A workflow command of GitHub Actions; `property` for what stands before the second `::`. */
export function forWorkflow(text: string, place: "property" | "message"): string {
  const visible = forTerminalLines(text);
  const escaped = visible.replaceAll("%", "%25").replaceAll("\n", "%0A");
  return place === "message" ? escaped : escaped.replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** Text in an HTML block of GitHub's Markdown (a summary): no tag, no mention, no reference. */
export function forHtml(text: string): string {
  return withEntities(unlinked(forTerminal(text)));
}

/** Text or the value of a quoted attribute in a page or a picture of ours, where nothing is linked. */
export function forPage(text: string): string {
  return withEntities(forTerminal(text));
}

function withEntities(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (mark) => entities[mark] ?? mark);
}

/** Text inside a paragraph or a table cell of Markdown, never at the start of a line. */
export function forMarkdown(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
  return unlinked(forTerminal(text))
    .replace(/[\\`*_{}[\]()|~$!:]/g, (mark) => `\\${mark}`)
    .replace(/[&<>]/g, (mark) => entities[mark] ?? mark);
}

/** A code span: its fence is longer than every run of backticks in it; a bar cannot end a table cell. */
export function codeSpan(text: string): string {
  const shown = forTerminal(text).replaceAll("|", "\\|");
  if (shown.trim() === "") return "` `";
  const fence = "`".repeat(longestRun(shown) + 1);
  const gap = /^[` ]|[` ]$/.test(shown) ? " " : "";
  return `${fence}${gap}${shown}${gap}${fence}`;
}

/** A code block; its fence is longer than every run of backticks in it. */
export function codeBlock(text: string, language = ""): string {
  const shown = forTerminalLines(text);
  const fence = "`".repeat(Math.max(3, longestRun(shown) + 1));
  return `${fence}${language}\n${shown}\n${fence}`;
}

/** A word of a POSIX shell command that people copy. */
export function forShell(text: string): string {
  const shown = forTerminal(text);
  if (/^[\w@.,:/+=-]+$/.test(shown)) return shown;
  return /^[\w@.,:/+=> -]+$/.test(shown) ? `"${shown}"` : `'${shown.replaceAll("'", "'\\''")}'`;
}

/** GitHub links mentions, references and addresses in rendered text too, so an entity does not stop it; an empty mark does. */
function unlinked(text: string): string {
  return text
    .replace(/[@#]/g, (mark) => `${mark}\u200b`)
    .replace(/\b(GH-)(?=\d)/gi, "$1\u200b")
    .replace(/\b(www)(?=\.)/gi, "$1\u200b")
    .replace(/:(?=\/\/)/g, ":\u200b");
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/** Raw text, before it is escaped, of a length that a person reads. */
export function shortened(text: string, length = 120): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
