import { type Pattern, parsePattern } from "../../packages/contracts/src/pattern/syntax.ts";
import type { Dice } from "./random-value.ts";
import type { Json } from "./schema-parts.ts";

/** Values without insides: numbers and texts that some parts of a schema allow, the bounds among them. */
const day = "2026-01-31";
const formats: Record<string, readonly string[]> = {
  "date-time": [
    `${day}T12:00:00Z`,
    `${day}T23:59:59.999+05:30`,
    "0001-01-01T00:00:00Z",
    "2024-02-29T00:00:00-12:00",
  ],
  date: [day, "2024-02-29", "0001-01-01", "9999-12-31"],
  time: ["12:00:00Z", "23:59:59.5+01:00", "00:00:00-08:00"],
  duration: ["P1D", "PT1H30M", "P3Y6M4DT12H30M5S", "PT0S"],
  uuid: [
    "123e4567-e89b-42d3-a456-426614174000",
    "00000000-0000-0000-0000-000000000000",
    "123E4567-E89B-42D3-A456-426614174000",
  ],
  uri: ["https://example.com/a", "urn:x:y", "http://[::1]:80/?a=b#c", "mailto:a@b.example"],
  "uri-reference": ["/a/b", "", "#x", "https://example.com/a", "?q"],
  url: ["https://example.com/a"],
  email: ["someone@example.com", "a+b@x.example"],
  hostname: ["example.com", "a", "xn--nxasmq6b.example"],
  ipv4: ["127.0.0.1", "255.255.255.255", "0.0.0.0"],
  ipv6: ["::1", "2001:db8::ff00:42:8329", "::ffff:192.0.2.1"],
  byte: ["", "YQ==", "YWJj"],
  "json-pointer": ["", "/a/0", "/~1"],
  regex: ["^a$", ""],
};
const anyTexts = ["", "a", " ", "ä", "😀", "0", "1", "-1", "true", "null", "A b", "a/b", '"', "\\", "a\nb"];
const edges = [0, 1, -1, 2, 10, 100, 255, 65_536, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 53 - 1, 1e21];
const fractions = [0.5, -0.5, 1.5, 0.1, 99.99, 1e-7];
const longestText = 600;

/** Numbers to draw from, and a range for any other. */
export function numbersFor(parts: readonly Json[]): (roll: Dice) => number {
  const bound = (keywords: readonly string[]) =>
    parts.flatMap((part) => keywords.flatMap((keyword) => (part[keyword] ?? []) as number | []));
  const low = Math.max(...bound(["minimum", "exclusiveMinimum"]), Number.NEGATIVE_INFINITY);
  const high = Math.min(...bound(["maximum", "exclusiveMaximum"]), Number.POSITIVE_INFINITY);
  const step = Math.max(...bound(["multipleOf"]), 0);
  const around = [low, high].filter(Number.isFinite).flatMap((end) => [end, end + 1, end - 1, end + 0.5]);
  const multiples = step > 0 ? [-2, -1, 0, 1, 2, 7].map((times) => times * step) : [];
  const floor = step > 0 ? Math.ceil(low / step) * step : low;
  const pool = [...around, ...multiples, ...(Number.isFinite(floor) ? [floor] : []), ...edges, ...fractions];
  const fitting = pool.filter((each) => each >= low && each <= high);
  const from = Number.isFinite(low) ? low : Math.min(high, 1000) - 2000;
  const to = Number.isFinite(high) ? high : from + 2000;
  return (roll) => {
    const listed = fitting[Math.floor(roll() * fitting.length)];
    if (listed !== undefined && roll() < 0.6) return listed;
    const made = from + Math.floor(roll() * (to - from + 1));
    return step > 0 ? Math.round(made / step) * step : made;
  };
}

/** Texts to draw from: by format, by pattern, of every length that is a bound. */
export function textsFor(parts: readonly Json[], words: readonly unknown[], roll: Dice): readonly string[] {
  const least = Math.max(...parts.map((part) => Number(part.minLength ?? 0)), 0);
  const most = Math.min(...parts.map((part) => Number(part.maxLength ?? longestText)), longestText);
  const known = parts.flatMap((part) => formats[String(part.format)] ?? []);
  const patterns = parts.flatMap((part) => (typeof part.pattern === "string" ? [part.pattern] : []));
  const written = patterns.flatMap((pattern) => writtenAfter(pattern, least, roll));
  const lengths = [least, least + 1, most, most - 1, 30].filter((each) => each <= most && each >= least);
  const plain = [...anyTexts, ...words.filter((word) => typeof word === "string")];
  const sized = lengths.map((length) => "abcdefghij".repeat(Math.ceil(length / 10)).slice(0, length));
  const bases = known.length + written.length > 0 ? [...known, ...written] : [...plain, ...sized];
  const isFit = (text: string) => {
    const length = [...text].length;
    return length >= least && length <= most && patterns.every((pattern) => isMatch(pattern, text));
  };
  const fitting = [...new Set(bases)].filter(isFit);
  return fitting.length > 0 ? fitting : [...new Set([...plain, ...sized])].filter(isFit);
}

function isMatch(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return true;
  }
}

const textsPerPattern = 60;

function writtenAfter(source: string, least: number, roll: Dice): string[] {
  const pattern = parsePattern(source);
  if (!pattern) return [];
  const texts = Array.from({ length: textsPerPattern }, () => write(pattern, roll));
  const longer = texts.flatMap((text) => (text.length < least ? [text.padEnd(least, "a")] : []));
  const loose = texts.slice(0, 10).flatMap((text) => [`x${text}`, `${text}x`]);
  return [...texts, ...longer, ...loose];
}

function write(pattern: Pattern, roll: Dice): string {
  if (pattern.kind === "sequence") return pattern.parts.map((part) => write(part, roll)).join("");
  if (pattern.kind === "choice") {
    const part = pattern.parts[Math.floor(roll() * pattern.parts.length)];
    return part ? write(part, roll) : "";
  }
  if (pattern.kind === "repeat") {
    const most = Math.min(pattern.max, pattern.min + 3);
    const many = pattern.max < longestText && roll() < 0.1 ? pattern.max : undefined;
    const rounds = many ?? pattern.min + Math.floor(roll() * (most - pattern.min + 1));
    return Array.from({ length: Math.min(rounds, longestText) }, () => write(pattern.part, roll)).join("");
  }
  if (pattern.kind !== "chars") return "";
  const [low, high] = pattern.set[Math.floor(roll() * pattern.set.length)] ?? [97, 97];
  const shown = Math.max(low, Math.min(32, high));
  const point = shown + Math.floor(roll() * (Math.min(high, shown + 200) - shown + 1));
  return point >= 0xd800 && point <= 0xdfff ? "a" : String.fromCodePoint(point);
}
