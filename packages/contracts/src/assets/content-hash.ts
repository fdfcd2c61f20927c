import { baseName } from "./asset-url.ts";

/** Words that bundlers put between the hash and the extension. */
const suffixes = /\.(chunk|bundle|min|module|modern|legacy)(?=\.)/gi;

/** Whether the name changes with the content: then equal names mean equal files. */
export function isHashed(path: string): boolean {
  return hashOf(path) !== undefined || path.split("/").slice(0, -1).some(isLongHash);
}

/** The path with its hash blotted out: what stays the same from build to build. */
export function stemOf(path: string): string {
  const hash = hashOf(path);
  if (hash === undefined) return path;
  const at = path.lastIndexOf(hash);
  return `${path.slice(0, at)}*${path.slice(at + hash.length)}`;
}

/**
 * The part of a file's name that looks like a hash: after the last dot, dash or underscore, or the whole of it. Vite and
 * Rollup write eight letters of base64url, which may hold a dash themselves; webpack hexadecimal, esbuild capitals.
 */
function hashOf(path: string): string | undefined {
  const name = baseName(path).replace(suffixes, "");
  const stem = name.replace(/\.[^.]+$/, "").replace(/\.d$/, "");
  const last = /(?:^|[.\-_])([A-Za-z0-9]+)$/.exec(stem)?.[1];
  const eight = /[.-]([A-Za-z0-9_-]{8})$/.exec(stem)?.[1];
  return [last, eight].find((part) => part !== undefined && looksRandom(part));
}

function looksRandom(part: string): boolean {
  if (part.length < 8 || part.length > 64 || !/[A-Za-z]/.test(part)) return false;
  if (/^[0-9a-f]+$/.test(part)) return /[0-9]/.test(part);
  if (/^[A-Z0-9]+$/.test(part)) return part.length === 8 && /[0-9]/.test(part);
  if (isWordy(part)) return false;
  const digitsWithin = /[0-9](?=.*[A-Za-z_-])/.test(part) && /^[A-Za-z0-9]+$/.test(part);
  return digitsWithin || mixesCase(part);
}

/** "html2canvas", "HTMLParser": a good part of it is words. A hash taken for words only has its text compared as well. */
function isWordy(part: string): boolean {
  const words = part.match(/[A-Za-z][a-z]{3,}/g) ?? [];
  return words.join("").length >= part.length * 0.4;
}

/** "D1wrgTda", not "DatePicker": capitals that do not begin a word. */
function mixesCase(part: string): boolean {
  if (!/[a-z]/.test(part) || !/[A-Z]/.test(part)) return false;
  const words = part.split(/(?=[A-Z])|[_-]/).filter((word) => word !== "");
  return words.some((word) => /^[A-Z][a-z0-9]?$/.test(word)) || /[0-9]/.test(part);
}

/** A folder named after a build. */
function isLongHash(step: string): boolean {
  return /^[0-9a-f]{8,64}$/.test(step)
    ? /[0-9]/.test(step) && /[a-f]/.test(step)
    : /^(?=.*[0-9])(?=.*[A-Z])(?=.*[a-z])[A-Za-z0-9_-]{16,}$/.test(step);
}
