import { fileLimits } from "./limits.ts";

/** One comparison with a full version. */
export interface Comparator {
  readonly operator: ">=" | ">" | "<=" | "<" | "=";
  readonly version: string;
}

/** One of the alternatives must hold, and in it every comparison; none: any version. */
export type VersionRange = readonly (readonly Comparator[])[];

/** A version that may leave numbers out. */
interface Partial_ {
  readonly numbers: readonly number[];
  readonly prerelease: string;
}

const wildcard = /^[xX*]$/;
const versionText =
  /^v?([0-9]+|[xX*])(?:\.([0-9]+|[xX*]))?(?:\.([0-9]+|[xX*]))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

/**
 * npm's ranges, written out as comparisons with full versions: flagd's own `^` and `~` have no lower bound, and other
 * engines have neither. Undefined for what is no range. What ends a range ends before its pre-releases: `<3` is
 * `<3.0.0-0`.
 */
export function versionRange(text: string): VersionRange | undefined {
  const alternatives = text.split("||").map((each) => alternative(each.trim()));
  if (alternatives.length > fileLimits.rangeParts) return undefined;
  return alternatives.includes(undefined) ? undefined : (alternatives as VersionRange);
}

function alternative(text: string): readonly Comparator[] | undefined {
  const hyphen = text.split(/\s+-\s+/);
  if (hyphen.length === 2) {
    const [from, to] = hyphen.map(partial);
    return from && to ? [...atLeast(from), ...upTo(to)] : undefined;
  }
  const words = text
    .replace(/(>=|<=|>|<|=|\^|~)\s+/g, "$1")
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0 || words.length > fileLimits.rangeParts) return undefined;
  const found = words.map(comparators);
  return found.includes(undefined) ? undefined : (found as Comparator[][]).flat();
}

function comparators(word: string): readonly Comparator[] | undefined {
  const [, sign = "", rest = ""] = /^(>=|<=|>|<|=|\^|~)?(.*)$/.exec(word) ?? [];
  const version = partial(rest);
  if (!version) return undefined;
  switch (sign) {
    case ">=":
      return atLeast(version);
    case ">":
      return above(version);
    case "<":
      return version.numbers.length === 0 ? never : [{ operator: "<", version: ending(version) }];
    case "<=":
      return upTo(version);
    case "^":
      return [...atLeast(version), ...before(caretEnd(version))];
    case "~":
      return [...atLeast(version), ...before(next(version.numbers.slice(0, 2)))];
    default:
      return isFull(version)
        ? [{ operator: "=", version: full(version) }]
        : [...atLeast(version), ...before(next(version.numbers))];
  }
}

/** No version is below all versions. */
const never: readonly Comparator[] = [{ operator: "<", version: "0.0.0-0" }];

function partial(text: string): Partial_ | undefined {
  const match = versionText.exec(text);
  if (!match) return undefined;
  const parts = match.slice(1, 4).filter((part) => part !== undefined);
  const known = parts.findIndex((part) => wildcard.test(part));
  const numbers = (known < 0 ? parts : parts.slice(0, known)).map(Number);
  const tooMuch = numbers.some((number) => !Number.isSafeInteger(number));
  const leadingZero = parts.some((part) => /^0\d/.test(part));
  const prerelease = match[4] ?? "";
  if (tooMuch || leadingZero || (prerelease !== "" && numbers.length < 3) || !isPrerelease(prerelease))
    return undefined;
  return { numbers, prerelease };
}

const isPrerelease = (text: string) =>
  text === "" || text.split(".").every((each) => each !== "" && !/^0\d+$/.test(each));
const isFull = ({ numbers }: Partial_) => numbers.length === 3;

function full({ numbers, prerelease }: Partial_): string {
  const [major = 0, minor = 0, patch = 0] = numbers;
  return `${major}.${minor}.${patch}${prerelease === "" ? "" : `-${prerelease}`}`;
}

/** Where a version that is left open begins: before its own pre-releases. */
const ending = (version: Partial_) => (isFull(version) ? full(version) : `${full(version)}-0`);

function atLeast(version: Partial_): readonly Comparator[] {
  return version.numbers.length === 0 ? [] : [{ operator: ">=", version: full(version) }];
}

function above(version: Partial_): readonly Comparator[] {
  if (isFull(version)) return [{ operator: ">", version: full(version) }];
  const after = next(version.numbers);
  return after === undefined ? never : [{ operator: ">=", version: after }];
}

function upTo(version: Partial_): readonly Comparator[] {
  return isFull(version) ? [{ operator: "<=", version: full(version) }] : before(next(version.numbers));
}

const before = (version: string | undefined): readonly Comparator[] =>
  version === undefined ? [] : [{ operator: "<", version: `${version}-0` }];

/** The first version after all that begin so; undefined where all do. */
function next(numbers: readonly number[]): string | undefined {
  if (numbers.length === 0) return undefined;
  const raised = numbers.map((number, at) => (at === numbers.length - 1 ? number + 1 : number));
  return full({ numbers: raised, prerelease: "" });
}

/** `^` keeps the first number that is not zero. */
function caretEnd({ numbers }: Partial_): string | undefined {
  const significant = numbers.findIndex((number) => number !== 0);
  return next(numbers.slice(0, significant < 0 ? numbers.length : significant + 1));
}
