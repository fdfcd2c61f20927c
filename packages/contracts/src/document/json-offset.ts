/**
 * Where a JSON pointer's key, or its entry of a list, begins in a text that is valid JSON; where the pointer leads nowhere,
 * the nearest place above. Reads the text once, up to there, and builds nothing: for documents too large to be parsed again.
 */
export function jsonOffset(text: string, steps: readonly string[]): number {
  let value = afterBlanks(text, 0);
  let found = value;
  for (const step of steps) {
    const next = text[value] === "{" ? member(text, value, step) : entry(text, value, step);
    if (!next) break;
    found = next.at;
    value = next.value;
  }
  return found;
}

interface Found {
  readonly at: number;
  readonly value: number;
}

function member(text: string, object: number, name: string): Found | undefined {
  let at = afterBlanks(text, object + 1);
  while (text[at] === '"') {
    const end = afterText(text, at);
    const value = afterBlanks(text, afterBlanks(text, end) + 1);
    if (JSON.parse(text.slice(at, end)) === name) return { at, value };
    at = nextItem(text, value);
  }
  return undefined;
}

function entry(text: string, list: number, index: string): Found | undefined {
  if (text[list] !== "[" || !/^\d+$/.test(index)) return undefined;
  let at = afterBlanks(text, list + 1);
  for (let left = Number(index); at < text.length && text[at] !== "]"; left--) {
    if (left === 0) return { at, value: at };
    at = nextItem(text, at);
  }
  return undefined;
}

/** The next member or entry after a value, or what closes the value's parent. */
function nextItem(text: string, value: number): number {
  const at = afterBlanks(text, afterValue(text, value));
  return text[at] === "," ? afterBlanks(text, at + 1) : at;
}

const marks = /["{}[\]]/g;
const scalarEnd = /[,}\]\s]|$/g;
const blankEnd = /[^\s]|$/g;

function afterValue(text: string, value: number): number {
  if (text[value] === '"') return afterText(text, value);
  if (text[value] !== "{" && text[value] !== "[") return seek(scalarEnd, text, value);
  let depth = 0;
  for (let at = value; at < text.length; ) {
    const mark = text[at];
    if (mark === '"') at = afterText(text, at);
    else {
      depth += mark === "{" || mark === "[" ? 1 : -1;
      at++;
      if (depth === 0) return at;
    }
    at = seek(marks, text, at);
  }
  return text.length;
}

function afterText(text: string, quote: number): number {
  for (let at = text.indexOf('"', quote + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === "\\") slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
  return text.length;
}

function afterBlanks(text: string, at: number): number {
  return seek(blankEnd, text, at);
}

/** The first match at or after a place, else the end. */
function seek(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.index ?? text.length;
}
