/** The value of the first cookie of this name in a Cookie header, as it is written; undefined: there is none. */
export function cookieValue(header: string, name: string): string | undefined {
  let from = 0;
  while (from < header.length) {
    const at = header.indexOf(name, from);
    if (at < 0) return undefined;
    const after = at + name.length;
    if (header.charCodeAt(after) === equals && isStart(header, at)) {
      const end = header.indexOf(";", after);
      return header.slice(after + 1, end < 0 ? header.length : end).trimEnd();
    }
    from = after;
  }
  return undefined;
}

/** The header without any cookie of this name; undefined: nothing is left. */
export function withoutCookie(header: string, name: string): string | undefined {
  const kept = header.split(";").filter((pair) => !pair.trim().startsWith(`${name}=`));
  const text = kept.join(";").trim();
  return text === "" ? undefined : text;
}

const equals = 61;
const space = 32;
const semicolon = 59;

/** A cookie begins at the beginning, or behind a semicolon and blanks. */
function isStart(header: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && header.charCodeAt(before) === space) before--;
  return before < 0 || header.charCodeAt(before) === semicolon;
}
