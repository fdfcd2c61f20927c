import { operatorNames } from "@crossfade/flags/evaluate";
import { flagdCore } from "./flagd-core.ts";
import type { Trial } from "./random-definition.ts";
import { respelt, rewritten, withTargetings } from "./rewritten.ts";

/**
 * Where we do not answer as flagd-core 4.0.1 does, and why. Each line is proved, not believed: said as `rewrite` says it,
 * flagd-core answers what we answer to the definition as it was. A line that no trial needs any longer fails, too.
 */
export interface Difference {
  readonly name: string;
  readonly why: string;
  readonly rewrite: (trial: Trial) => Trial;
  readonly example: Trial;
  /** flagd-core is asked where its logger can be found everywhere. */
  readonly logged?: true;
}

/** `f` has on and off, and off by default. */
export function asking(
  targeting: unknown,
  context: Trial["context"] = {},
  $evaluators?: Readonly<Record<string, unknown>>,
): Trial {
  const flag = { state: "ENABLED", variants: { on: true, off: false }, defaultVariant: "off", targeting };
  return {
    document: { flags: { f: flag }, ...($evaluators ? { $evaluators } : {}) },
    context,
    fallback: false,
  };
}

const onIf = (test: unknown) => ({ if: [test, "on", null] });
const literal = (json: unknown) => typeof json !== "object" || json === null;

export const differences: readonly Difference[] = [
  {
    name: "null adds nothing to a text",
    why: "Compiled, flagd-core's `cat` writes a missing attribute as the letters null; as an interpreter it leaves it out, or fails where it is alone. Users without an id would share the bucket of a user called null.",
    example: asking(onIf({ "===": [{ cat: { var: "absent" } }, ""] })),
    rewrite: (trial) =>
      withTargetings(trial, (targeting) =>
        rewritten(targeting, (operator, operand) => {
          if (operator !== "cat") return undefined;
          const items = Array.isArray(operand) ? operand : [{ merge: [operand] }];
          if (!Array.isArray(operand))
            return {
              reduce: [
                { merge: [operand] },
                { cat: [{ var: "accumulator" }, orEmpty({ var: "current" })] },
                "",
              ],
            };
          return {
            cat: ["", ...items.map((item) => (item === null ? "" : literal(item) ? item : orEmpty(item)))],
          };
        }),
      ),
  },
  {
    name: "a missing value is part of no text",
    why: "`in` of flagd-core finds a missing attribute in every text that holds the letters null.",
    example: asking(onIf({ in: [{ var: "absent" }, { var: "note" }] }), { note: "nullable" }),
    rewrite: (trial) =>
      withTargetings(trial, (targeting) =>
        rewritten(targeting, (operator, operand) => {
          if (operator !== "in" || !Array.isArray(operand) || Array.isArray(operand[1])) return undefined;
          const [item = null, all = null] = operand;
          return {
            if: [
              { and: [{ "===": [item, null] }, { "===": [{ cat: ["", all] }, all] }] },
              false,
              { in: [item, all] },
            ],
          };
        }),
      ),
  },
  {
    name: "own properties only",
    why: "flagd-core reads what JavaScript's prototypes hold: `constructor.name` is an attribute of everybody.",
    example: asking(onIf({ "!!": [{ var: "constructor.name" }] }), { a: 1 }),
    rewrite: (trial) =>
      respelt(trial, (text) =>
        text.replace(/(^|\.)(constructor|toString|valueOf|hasOwnProperty|__proto__)(?=$|\.)/g, "$1own-$2"),
      ),
  },
  {
    name: "flagd's operators inside of lists",
    why: "Inside of map, filter, all, some, none and reduce flagd-core loses its logger, and each of flagd's own operators fails.",
    example: asking(onIf({ some: [{ var: "mails" }, { ends_with: [{ var: "" }, "@acme.com"] }] }), {
      mails: ["a@acme.com"],
    }),
    rewrite: (trial) => trial,
    logged: true,
  },
  {
    name: "UTF-8 is hashed",
    why: "flagd-core hashes UTF-16 units; flagd, and its providers for Go, Java and Python, hash bytes of UTF-8. Who is Žofie falls into another bucket in Node.",
    example: asking(
      { fractional: [{ var: "targetingKey" }, ["on", 50], ["off", 50]] },
      { targetingKey: "Žofie" },
    ),
    rewrite: (trial) => respelt(trial, (text) => Buffer.from(text, "utf8").toString("latin1")),
  },
  {
    name: "a reference is followed, whatever its place",
    why: "flagd-core replaces references by text, evaluator by evaluator, once: one that leads to an earlier one stays unresolved.",
    example: asking(
      onIf({ $ref: "late" }),
      {},
      { early: { "==": [1, 1] }, late: { "!!": [{ $ref: "early" }] } },
    ),
    rewrite: inlined,
  },
  {
    name: "both arms of `if` are read when compiled",
    why: "An `if` without `else` is interpreted by flagd-core even when compiled, so a constant that cannot be computed in it is found only when it is reached.",
    example: asking({ if: [{ var: "absent" }, { "/": [1, 0] }] }),
    rewrite: (trial) =>
      withTargetings(trial, (targeting) =>
        rewritten(targeting, (operator, operand) =>
          operator === "if" && Array.isArray(operand) && operand.length > 1 && operand.length % 2 === 0
            ? { if: [...operand, null] }
            : undefined,
        ),
      ),
  },
  {
    name: "all of a list that is missing is not all of it",
    why: "Compiled, flagd-core's `all` is true for a missing list and false for an empty one; as an interpreter it is false for both, as here.",
    rewrite: (trial) =>
      withTargetings(trial, (targeting) =>
        rewritten(targeting, (operator, operand) =>
          operator === "all" && Array.isArray(operand) && operand.length === 2
            ? { if: [{ "===": [operand[0], null] }, false, { all: operand }] }
            : undefined,
        ),
      ),
    example: asking(onIf({ all: [{ var: "absent" }, { var: "" }] })),
  },
  {
    name: "null takes the fallback of `var`",
    why: "Compiled, flagd-core takes the fallback for null, too, as we do; its interpreter keeps the null. Where its compiled code errs for another reason (a comparison forgets its left side), the interpreter can bear us out only without the null.",
    rewrite: (trial) =>
      withTargetings(trial, (targeting) =>
        rewritten(targeting, (operator, operand) => {
          if (operator !== "var" || !Array.isArray(operand) || operand.length !== 2) return undefined;
          const read = { var: operand[0] };
          return { if: [{ "===": [read, null] }, operand[1], read] };
        }),
      ),
    example: asking(
      onIf({
        ">=": [{ var: ["empty", 7.5] }, { if: [{ "!": [{ "==": [{ var: "a" }, "on"] }] }, "on", true] }],
      }),
      { empty: null },
    ),
  },
  {
    name: "`!` looks at a list, not into it",
    why: "As an interpreter, and for constants, flagd-core takes the list that the argument of `!` gives for a list of arguments.",
    example: asking(onIf({ "!!": [{ merge: [0, 1] }] })),
    rewrite: (trial) =>
      withTargetings(trial, (targeting) =>
        rewritten(targeting, (operator, operand) => {
          if (operator !== "!" && operator !== "!!") return undefined;
          const item = Array.isArray(operand) ? (operand[0] ?? null) : operand;
          return { if: [item, operator === "!!", operator === "!"] };
        }),
      ),
  },
  {
    name: "a sum of one list is no sum",
    why: "As an interpreter, and for constants, flagd-core takes the list that the one argument of `+` or `-` gives for all of them; compiled it fails, as here.",
    rewrite: (trial) =>
      withTargetings(trial, (targeting) =>
        rewritten(targeting, (operator, operand) => {
          if (!Array.isArray(operand) || operand.length !== 1) return undefined;
          if (operator === "+") return { "+": [operand[0], 0] };
          return operator === "-" ? { "-": [0, operand[0]] } : undefined;
        }),
      ),
    example: asking(onIf({ "+": [{ merge: [1, 2] }] })),
  },
  {
    name: "a constant that cannot be computed is found when compiled",
    why: "flagd-core finds it only where something around it is not constant, or when it is reached.",
    example: asking({ if: [false, "off", false, { "/": [1, 0] }, "on"] }),
    rewrite: (trial) =>
      withTargetings(trial, (targeting) =>
        rewritten(targeting, (operator, operand) =>
          isHopeless({ [operator]: operand }) || holdsHopeless(operator, operand)
            ? { nonsense: [] }
            : undefined,
        ),
      ),
  },
  {
    name: "a division by zero fails where it is reached",
    why: "Compiled, flagd-core refuses a whole definition that divides by a constant zero anywhere; its interpreter fails there, as here.",
    rewrite: (trial) =>
      withTargetings(trial, (targeting) =>
        rewritten(targeting, (operator, operand) =>
          ["/", "%"].includes(operator) && Array.isArray(operand) && operand[1] === 0
            ? { [operator]: [operand[0], { var: "no-number-at-all" }] }
            : undefined,
        ),
      ),
    example: asking(onIf({ "/": [{ var: "a" }, 0] }), { a: 1 }),
  },
];

const iterations = new Set("map filter all some none reduce".split(" "));
const neverConstant = new Set(
  "missing missing_some fractional starts_with ends_with sem_ver $ref".split(" "),
);

/** As flagd-core sees it: an entry of a constant list is constant, too. */
function isConstant(json: unknown, inList = false): boolean {
  if (Array.isArray(json)) return json.every((each) => isConstant(each, inList));
  if (literal(json)) return true;
  const [[operator, operand] = ["", null]] = Object.entries(json as Record<string, unknown>);
  if (operator === "var") return inList;
  if (neverConstant.has(operator)) return false;
  if (!iterations.has(operator) || !Array.isArray(operand)) return isConstant(operand, inList);
  const [list, body, ...rest] = operand;
  return isConstant(list, inList) && isConstant(body, true) && isConstant(rest, inList);
}

/** Constant, and flagd-core itself cannot compute it. */
function isHopeless(expression: unknown): boolean {
  if (!isConstant(expression)) return false;
  const flag = { state: "ENABLED", variants: { on: true }, defaultVariant: "on", targeting: expression };
  const trial = { document: { flags: { f: flag } }, context: {}, fallback: true };
  return flagdCore(trial, "compiled").includes("PARSE_ERROR");
}

/** A body over a constant list, some of which flagd-core cannot compute, reached or not. */
function holdsHopeless(operator: string, operand: unknown): boolean {
  if (!iterations.has(operator) || !Array.isArray(operand) || !isConstant(operand[0])) return false;
  return partsOf(operand[1]).some(
    (part) => isConstant(part, true) && isHopeless({ filter: [["entry"], part] }),
  );
}

/** It and all expressions in it. */
function partsOf(json: unknown): readonly unknown[] {
  if (literal(json)) return [];
  const inside = Object.values(json as object).flatMap(partsOf);
  return Array.isArray(json) ? inside : [json, ...inside];
}

const orEmpty = (item: unknown) => ({ if: [{ "===": [item, null] }, "", item] });

function inlined(trial: Trial): Trial {
  const { $evaluators = {}, ...document } = trial.document;
  const follow = (targeting: unknown, open: readonly string[]): unknown =>
    rewritten(targeting, (operator, operand) => {
      if (operator !== "$ref" || typeof operand !== "string" || open.includes(operand)) return undefined;
      return Object.hasOwn($evaluators, operand)
        ? follow($evaluators[operand], [...open, operand])
        : undefined;
    });
  return withTargetings({ ...trial, document }, (targeting) => follow(targeting, []));
}

/** Operators that are not flagd's: flagd-core has whatever its engine brings, we have what the schema names. */
export function foreignOperators(trial: Trial): readonly string[] {
  const found: string[] = [];
  const known = new Set([...operatorNames, "$ref"]);
  withTargetings(trial, (targeting) =>
    rewritten(targeting, (operator) => {
      if (!known.has(operator)) found.push(operator);
      return undefined;
    }),
  );
  return found;
}
