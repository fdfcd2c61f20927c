import type { Dice } from "../support/random-value.ts";

/** A flagd document with one flag `f`, and a context to ask it with. */
export interface Trial {
  readonly document: {
    readonly flags: Readonly<Record<string, unknown>>;
    readonly $evaluators?: Readonly<Record<string, unknown>>;
    readonly metadata?: Readonly<Record<string, unknown>>;
  };
  readonly context: Readonly<Record<string, unknown>>;
  readonly fallback: boolean | string | number;
}

const attributes = ["email", "country", "plan", "age", "beta", "version", "roles", "user", "absent", "empty"];
/** Names that every object has from its prototype: no attribute of anybody. */
const inherited = ["constructor", "toString", "valueOf", "hasOwnProperty", "__proto__"];
const texts = [
  "a@acme.com",
  "b@x.org",
  "SK",
  "CZ",
  "pro",
  "acme",
  "",
  "null",
  "5",
  "on",
  "off",
  "žluťoučký",
  "😀 kůň",
];
const versions = [
  "1.0.0",
  "1.2.3",
  "2.0.0-rc.1",
  "2.0.0-rc.2",
  "v2",
  "2.1",
  "3",
  "1.2.3+b",
  "01.2.3",
  "x",
  "1.2.3.4",
  " 1.2.3",
];
const versionSigns = ["=", "!=", "<", "<=", ">", ">=", "^", "~", "=="];
const signs = ["==", "!=", "===", "!==", "<", "<=", ">", ">="];
const sums = ["+", "-", "*", "/", "%", "max", "min"];
const variants = ["on", "off", "third"];
/** Of the engine below flagd-core, and not of flagd. */
const foreign = [
  "?:",
  "??",
  "val",
  "keys",
  "length",
  "try",
  "get",
  "exists",
  "pipe",
  "eachKey",
  "throw",
  "every",
  "not",
  "preserve",
  "nonsense",
];

const sources = {
  1: "$flagd.flagKey",
  2: "$flagd.timestamp",
  3: "$flagd.other",
  4: "user.name",
  5: "user.tags.0",
};

/** Makes expressions of every operator, mostly well-formed, sometimes not. `inList`: `var` reads an entry. */
class DefinitionDice {
  readonly #dice: Dice;
  readonly #evaluators: readonly string[];

  constructor(dice: Dice, evaluators: readonly string[]) {
    this.#dice = dice;
    this.#evaluators = evaluators;
  }

  #one<T>(of: readonly T[]): T {
    return of[Math.floor(this.#dice() * of.length)] as T;
  }

  #chance(share: number): boolean {
    return this.#dice() < share;
  }

  literal(): unknown {
    const kind = this.#dice();
    if (kind < 0.5) return this.#one(texts);
    if (kind < 0.75) return this.#one([0, 1, 5, -3, 2.5, 18, 1000]);
    return kind < 0.9 ? this.#chance(0.5) : null;
  }

  variable(inList: boolean): unknown {
    if (inList && this.#chance(0.6)) return { var: this.#one(["", "name", "accumulator", "current", "n"]) };
    if (this.#chance(0.02)) return { var: this.#one(inherited) };
    if (this.#chance(0.01)) return { var: `${this.#one(["user", "roles"])}.${this.#one(inherited)}` };
    const path = this.#chance(0.25) ? this.#one(Object.values(sources)) : this.#one(attributes);
    if (this.#chance(0.1)) return { var: [path, this.#chance(0.8) ? this.literal() : this.value(1, inList)] };
    if (this.#chance(0.02))
      return { var: this.#one([{ var: "plan" }, { cat: ["user.", "name"] }, "", [], null]) };
    return { var: this.#chance(0.1) ? [path] : path };
  }

  /** Something that is mostly true or false. */
  test(depth: number, inList: boolean): unknown {
    const kind = this.#dice();
    const value = () => this.value(depth - 1, inList);
    const inner = () => (depth > 0 ? this.test(depth - 1, inList) : this.variable(inList));
    if (kind < 0.22) return { [this.#one(signs)]: [this.variable(inList), this.literal()] };
    if (kind < 0.3) return { [this.#one(signs)]: this.#listOf(() => value(), this.#chance(0.8) ? 2 : 3) };
    if (kind < 0.4)
      return {
        in: [value(), this.#chance(0.7) ? this.#listOf(() => this.literal(), 3) : this.variable(inList)],
      };
    if (kind < 0.5)
      return { [this.#one(["starts_with", "ends_with"])]: [this.variable(inList), this.#one(texts)] };
    if (kind < 0.6) return { sem_ver: [this.#version(inList), this.#one(versionSigns), this.#one(versions)] };
    if (kind < 0.72)
      return { [this.#one(["and", "or"])]: this.#listOf(inner, 1 + Math.floor(this.#dice() * 3)) };
    if (kind < 0.8) return { [this.#one(["!", "!!"])]: this.#chance(0.5) ? [inner()] : inner() };
    if (kind < 0.88 && depth > 0) return this.#iteration(this.#one(["all", "some", "none"]), depth, inList);
    if (kind < 0.91 && this.#evaluators.length > 0 && !inList) return { $ref: this.#one(this.#evaluators) };
    return value();
  }

  value(depth: number, inList: boolean): unknown {
    const kind = this.#dice();
    if (depth <= 0 || kind < 0.15) return this.#chance(0.5) ? this.literal() : this.variable(inList);
    const value = () => this.value(depth - 1, inList);
    if (kind < 0.3) return { if: this.#branches(depth, inList) };
    if (kind < 0.4) return { cat: this.#spread(value, inList) };
    if (kind < 0.5) return this.#sum(inList);
    if (kind < 0.56)
      return {
        substr: [value(), ...this.#listOf(() => this.#one([0, 1, -2, 3]), this.#chance(0.5) ? 1 : 2)],
      };
    if (kind < 0.62) return { merge: this.#spread(value, inList) };
    if (kind < 0.68) return { missing: this.#listOf(() => this.#one(attributes), 2) };
    if (kind < 0.72)
      return { missing_some: [this.#one([1, 2]), this.#listOf(() => this.#one(attributes), 3)] };
    if (kind < 0.8) return this.#iteration(this.#one(["map", "filter"]), depth, inList);
    if (kind < 0.84) return this.#reduction(depth, inList);
    if (kind < 0.9) return this.fractional(depth - 1, inList);
    if (kind < 0.905) return { [this.#one(foreign)]: [value()] };
    if (kind < 0.91)
      return {
        [this.#one([...signs, "if", "and", "or"])]: this.#chance(0.5)
          ? this.variable(inList)
          : [this.variable(inList)],
      };
    return this.test(depth - 1, inList);
  }

  #number(inList: boolean): unknown {
    const kind = this.#dice();
    if (kind < 0.5) return this.#one([0, 1, 5, -3, 2.5, "5", true, null]);
    return kind < 0.9
      ? { var: this.#one(["age", "empty", "$flagd.timestamp", "email"]) }
      : this.value(1, inList);
  }

  #sum(inList: boolean): unknown {
    const [operator, item] = [this.#one(sums), () => this.#number(inList)];
    // 1/18 alone would be a version to flagd-core: it cuts numbers of more than 16 digits.
    return { [operator]: operator === "/" ? this.#listOf(item, 2) : this.#spread(item, inList) };
  }

  #version(inList: boolean): unknown {
    return this.#chance(0.8)
      ? { var: "version" }
      : this.#chance(0.5)
        ? this.#one(versions)
        : this.variable(inList);
  }

  #branches(depth: number, inList: boolean): readonly unknown[] {
    const list: unknown[] = [];
    for (let at = 0; at < 1 + Math.floor(this.#dice() * 2); at++)
      list.push(this.test(depth - 1, inList), this.result(depth - 1, inList));
    return this.#chance(0.8) ? [...list, this.result(depth - 1, inList)] : list;
  }

  /** What a branch gives: mostly the name of a variant. */
  result(depth: number, inList: boolean): unknown {
    const kind = this.#dice();
    if (kind < 0.6) return this.#one(variants);
    if (kind < 0.7) return null;
    if (kind < 0.75) return this.#chance(0.5);
    return kind < 0.9 && depth > 0 ? this.fractional(depth - 1, inList) : this.value(depth - 1, inList);
  }

  fractional(depth: number, inList: boolean): unknown {
    const weight = () =>
      this.#chance(0.9)
        ? this.#one([0, 1, 25, 50, 75, 100_000, -5])
        : this.#one([2.5, "5", 2_147_483_647, { var: "age" }, { if: [{ var: "beta" }, 10, 90] }]);
    const name = () => (this.#chance(0.85) ? this.#one(variants) : this.result(depth - 1, inList));
    const buckets = this.#listOf(
      () => (this.#chance(0.1) ? [name()] : [name(), weight()]),
      1 + Math.floor(this.#dice() * 3),
    );
    const by = this.#one([
      [],
      [{ var: "targetingKey" }],
      [{ cat: [{ var: "$flagd.flagKey" }, { var: "targetingKey" }] }],
      [{ cat: ["seed", { var: "email" }] }],
      ["seed"],
      [this.value(depth - 1, inList)],
    ]);
    return { fractional: [...by, ...buckets] };
  }

  #iteration(operator: string, depth: number, inList: boolean): unknown {
    // Lists in lists in lists are beyond our limit of steps; a test of its own has them.
    const below = inList ? 0 : depth - 1;
    const found = operator === "map" ? this.value(below, true) : this.test(below, true);
    // With a literal flagd-core's interpreter gives the list as it came, be it null.
    const body = literal(found) ? { var: "" } : found;
    return { [operator]: [this.#list(), body] };
  }

  #reduction(depth: number, inList: boolean): unknown {
    const body = this.#chance(0.6)
      ? { [this.#one(["cat", "max", "merge"])]: [{ var: "accumulator" }, { var: "current" }] }
      : this.value(inList ? 0 : depth - 1, true);
    const step = literal(body) ? { var: "current" } : body;
    return { reduce: [this.#list(), step, ...(this.#chance(0.8) ? [this.literal()] : [])] };
  }

  #list(): unknown {
    const kind = this.#dice();
    // Nothing false: below an entry that is, flagd-core's interpreter finds the entry itself.
    const entry = () => this.literal() || "SK";
    if (kind < 0.5) return { var: this.#one(["roles", "user.tags", "absent", "plan", "user"]) };
    return kind < 0.8 ? this.#listOf(entry, 3) : { merge: [{ var: ["roles", []] }, entry()] };
  }

  #spread(item: () => unknown, inList: boolean): unknown {
    if (this.#chance(0.08)) return this.#chance(0.5) ? this.literal() : this.variable(inList);
    return this.#listOf(item, this.#chance(0.7) ? 2 : Math.floor(this.#dice() * 4));
  }

  #listOf(item: () => unknown, length: number): readonly unknown[] {
    return Array.from({ length }, item);
  }

  context(): Readonly<Record<string, unknown>> {
    const context: Record<string, unknown> = {};
    const maybe = (key: string, value: () => unknown) => {
      if (this.#chance(0.7)) context[key] = value();
    };
    maybe("targetingKey", () =>
      this.#one(["user-1", "user-2", "u", "", "Žofie", "a-rather-long-key-0123456789", 7]),
    );
    maybe("email", () => this.#one(texts));
    maybe("country", () => this.#one(["SK", "CZ", "DE", null, 5]));
    maybe("plan", () => this.#one(["pro", "free", "email", "user.name", true]));
    maybe("age", () => this.#one([0, 17, 18, 5, 2.5, "18", "x", null]));
    maybe("beta", () => this.#one([true, false, [], {}, "yes"]));
    maybe("version", () => this.#one([...versions, 2, 1.2]));
    maybe("roles", () =>
      this.#one([
        ["admin", "pro"],
        [],
        [1, 2, 5],
        [{ name: "a", n: 1 }, { name: "acme" }],
        "pro",
        [[1], [2]],
      ]),
    );
    maybe("user", () =>
      this.#one([{ name: "acme", tags: ["SK", "a@acme.com"] }, { tags: [] }, "acme", null]),
    );
    if (this.#chance(0.2)) context.empty = this.#one(["", null, [], {}]);
    if (this.#chance(0.03)) context.$flagd = { flagKey: "other" };
    if (this.#chance(0.03)) context[this.#one(inherited.slice(0, 4))] = this.literal();
    return context;
  }

  trial(evaluators: Readonly<Record<string, unknown>>): Trial {
    const served = this.#one<Record<string, unknown>>([
      { on: true, off: false, third: true, true: true, false: false },
      { on: "1", off: "0", third: "3" },
      { on: 1, off: 0, third: 3, "5": 5 },
    ]);
    const flag = {
      state: this.#chance(0.97) ? "ENABLED" : "DISABLED",
      variants: served,
      ...(this.#chance(0.9)
        ? { defaultVariant: this.#chance(0.97) ? this.#one(variants) : this.#one([null, "none"]) }
        : {}),
      ...(this.#chance(0.97) ? { targeting: this.targeting() } : {}),
      ...(this.#chance(0.2) ? { metadata: { owner: "team", weight: 1 } } : {}),
    };
    return {
      document: {
        flags: { f: flag },
        ...(Object.keys(evaluators).length > 0 ? { $evaluators: evaluators } : {}),
        ...(this.#chance(0.2) ? { metadata: { owner: "all", set: true } } : {}),
      },
      context: this.context(),
      fallback: this.#one([true, "code", 42]),
    };
  }

  targeting(): unknown {
    const kind = this.#dice();
    if (kind < 0.1) return {};
    if (kind < 0.25) return this.fractional(2, false);
    if (kind < 0.85) return { if: this.#branches(4, false) };
    const value = this.value(4, false);
    return literal(value) || Array.isArray(value) ? { if: [value, value] } : value;
  }
}

const literal = (json: unknown) => typeof json !== "object" || json === null;

/** Some evaluators, then a flag and a context that may refer to them. An evaluator may refer to earlier and later ones. */
export function randomTrial(dice: Dice): Trial {
  const names = ["staff", "beta", "nested"].filter(() => dice() < 0.3);
  const evaluators = Object.fromEntries(
    names.map((name, at) => {
      const others = names.filter((_, other) => other !== at && dice() < 0.5);
      const test = new DefinitionDice(dice, others).test(2, false);
      return [
        name,
        typeof test === "object" && test !== null && !Array.isArray(test) ? test : { "!!": [test] },
      ];
    }),
  );
  return new DefinitionDice(dice, names).trial(evaluators);
}
