/** A semantic version. Build metadata is not kept: it has no say in the order. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** Empty for a release. */
  readonly prerelease: readonly (string | number)[];
}

/** Longer texts are no versions. */
const maxLength = 256;
const core = /^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;
const partial = /^(0|[1-9]\d*)(?:\.(0|[1-9]\d*))?$/;

/** Lenient as flagd: `v` in front, one or two numbers, and numbers that are not text. Undefined for all else. */
export function versionOf(raw: unknown): Version | undefined {
  const text = String(raw).replace(/^[vV]/, "");
  if (text.length > maxLength) return undefined;
  const whole = core.exec(text.trim());
  const [, major, minor = "0", patch = "0"] = whole ?? partial.exec(text) ?? [];
  const numbers = [major, minor, patch].map(Number);
  if (numbers.some((each) => !Number.isSafeInteger(each))) return undefined;
  const prerelease = whole?.[4]?.split(".") ?? [];
  const build = whole?.[5]?.split(".") ?? [];
  if (prerelease.some((each) => each === "" || /^0\d+$/.test(each)) || build.includes("")) return undefined;
  const [one = 0, two = 0, three = 0] = numbers;
  return { major: one, minor: two, patch: three, prerelease: prerelease.map(identifier) };
}

function identifier(text: string): string | number {
  const number = Number(text);
  return /^\d+$/.test(text) && number < Number.MAX_SAFE_INTEGER ? number : text;
}

export function compareVersions(one: Version, other: Version): number {
  const difference = one.major - other.major || one.minor - other.minor || one.patch - other.patch;
  return difference || comparePrereleases(one.prerelease, other.prerelease);
}

function comparePrereleases(one: Version["prerelease"], other: Version["prerelease"]): number {
  if (one.length === 0 || other.length === 0) return other.length - one.length;
  for (let at = 0; ; at++) {
    const [left, right] = [one[at], other[at]];
    if (left === right && left !== undefined) continue;
    if (left === undefined || right === undefined) return one.length - other.length;
    if (typeof left !== typeof right) return typeof left === "number" ? -1 : 1;
    return left < right ? -1 : 1;
  }
}

type VersionTest = (one: Version, other: Version) => boolean;

/** flagd's `^` and `~` compare major, and major and minor; they have no lower bound. */
const versionTests: ReadonlyMap<string, VersionTest> = new Map<string, VersionTest>([
  ["=", (one, other) => compareVersions(one, other) === 0],
  ["!=", (one, other) => compareVersions(one, other) !== 0],
  ["<", (one, other) => compareVersions(one, other) < 0],
  ["<=", (one, other) => compareVersions(one, other) <= 0],
  [">", (one, other) => compareVersions(one, other) > 0],
  [">=", (one, other) => compareVersions(one, other) >= 0],
  ["^", (one, other) => one.major === other.major],
  ["~", (one, other) => one.major === other.major && one.minor === other.minor],
]);

/** Null, not false, for what is no version and for an operator that nobody knows. */
export function semVer(values: readonly unknown[]): boolean | null {
  const [left, operator, right] = values;
  const [one, other] = [versionOf(left), versionOf(right)];
  const test = versionTests.get(String(operator));
  return values.length === 3 && one && other && test ? test(one, other) : null;
}

/** The same with operator and right side known: most versions are three numbers, which needs neither pattern nor object. */
export function versionTest(operator: string, right: Version): (left: unknown) => boolean | null {
  const test = versionTests.get(operator);
  if (!test) return () => null;
  return (left) => {
    const plain = typeof left === "string" ? plainOrder(left, right, operator) : undefined;
    if (plain !== undefined) return plain;
    const version = versionOf(left);
    return version ? test(version, right) : null;
  };
}

/** Undefined: not plain, look at it properly. */
function plainOrder(text: string, right: Version, operator: string): boolean | undefined {
  let at = 0;
  let order = 0;
  let equals = 0;
  for (let part = 0; part < 3; part++) {
    const start = at;
    let number = 0;
    for (let digit = text.charCodeAt(at) - 48; digit >= 0 && digit <= 9; digit = text.charCodeAt(++at) - 48)
      number = number * 10 + digit;
    const length = at - start;
    if (length === 0 || length > 9 || (length > 1 && text.charCodeAt(start) === 48)) return undefined;
    if (part < 2 ? text.charCodeAt(at++) !== 46 : at !== text.length) return undefined;
    const wanted = part === 0 ? right.major : part === 1 ? right.minor : right.patch;
    if (order === 0) order = number - wanted;
    if (order === 0) equals++;
  }
  if (order === 0 && right.prerelease.length > 0) order = 1;
  return answer(operator, order, equals);
}

function answer(operator: string, order: number, equals: number): boolean {
  switch (operator) {
    case ">=":
      return order >= 0;
    case "<":
      return order < 0;
    case ">":
      return order > 0;
    case "<=":
      return order <= 0;
    case "=":
      return order === 0;
    case "!=":
      return order !== 0;
    case "^":
      return equals >= 1;
    default:
      return equals >= 2;
  }
}
