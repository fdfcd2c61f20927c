import { type Contract, type ContractKind, httpContracts } from "@crossfade/contracts";
import type { Cache, Documents, Observation } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { KnownComparisons, type KnownContext } from "./known-comparisons.ts";
import { KnownReading, KnownReadings } from "./known-readings.ts";

type Files = Readonly<Record<string, string>>;

/** Collisions would be seen: nothing is shortened. */
const hash = (text: string) => `#${text}`;
const folder = (files: Files): Documents => ({
  read: (path) => files[path],
  list: () => Object.keys(files),
});

interface Plain extends Contract {
  text(): string;
  later(): string;
}

/** A kind that breaks where a text is not the same; it looks at `later.txt` only when it compares. */
const kind: ContractKind = {
  ...httpContracts,
  compare: (sender, receiver, settings, context = {}) => {
    const [one, other] = [sender as Plain, receiver as Plain];
    const promised = context.builtAgainst as Plain | undefined;
    const words = [
      one.text(),
      other.text(),
      other.later(),
      promised?.text() ?? "",
      settings.world,
      ...keptOf(context),
    ];
    return [observation(words.join(" "))];
  },
};

function keptOf({ kept = [] }: { readonly kept?: readonly Contract[] }): readonly string[] {
  return kept.map((each) => (each as Plain).text());
}

function observation(why: string): Observation {
  const place = { side: "sender", document: "a.txt", pointer: "" } as const;
  const claim = { value: 1, at: "", dialect: "2020-12", sent: {}, accepted: false } as const;
  return { ruleId: "http/x", outcome: "breaking", direction: "request", place, why, claim, fixes: [] };
}

function read(cache: Cache, files: Files, looksLater = false): KnownReading {
  const way = {
    name: ["a.txt"],
    read: (documents: Documents) => ({
      kind: "contract" as const,
      digestText: documents.read("a.txt") ?? "",
      contract: {
        kind: "http",
        path: "a.txt",
        text: () => documents.read("a.txt") ?? "",
        later: () => (looksLater ? (documents.read("later.txt") ?? "") : ""),
      } as Plain,
    }),
    digest: hash,
    summary: () => ({ operations: 1, text: "1 operation" }),
  };
  const reading = new KnownReadings(cache, hash).read(way, folder(files));
  if (!(reading instanceof KnownReading)) throw new Error("it was read");
  return reading;
}

/** What a comparison says, and whether it was remembered; it is kept for the next one. */
function compare(
  cache: Cache,
  {
    sender = read(cache, { "a.txt": "sent" }),
    receiver = read(cache, { "a.txt": "taken" }),
    context = {},
    world = "closed",
  }: {
    sender?: KnownReading;
    receiver?: KnownReading;
    context?: KnownContext;
    world?: "closed" | "open";
  } = {},
) {
  const settings = { ...kind.defaults, world };
  const { observations, judged, keep } = new KnownComparisons(cache, hash).compare({
    kind,
    sender,
    receiver,
    settings,
    context,
  });
  keep(observations.map((each) => ({ observation: each })));
  return { says: observations.map(({ why }) => why.trim()), known: judged !== undefined, observations, keep };
}

describe("a comparison is remembered", () => {
  test("with the value of its claim, and nothing that could confirm it a second time", () => {
    const cache = new Map();
    expect(compare(cache)).toMatchObject({ says: ["sent taken   closed"], known: false });
    const again = compare(cache);
    expect(again).toMatchObject({ says: ["sent taken   closed"], known: true });
    expect(again.observations[0]?.claim).toEqual({ value: 1, at: "", dialect: "2020-12" });
  });

  test("by everything that it depends on", () => {
    const cache = new Map();
    const other = read(cache, { "a.txt": "other" });
    compare(cache);
    for (const changed of [
      { sender: other },
      { receiver: other },
      { world: "open" as const },
      { context: { builtAgainst: other } },
      { context: { runsNow: other } },
      { context: { kept: [other] } },
      { context: { kept: [other, other] } },
      { context: { describes: "sender" as const } },
    ]) {
      expect(compare(cache, changed).known, JSON.stringify(changed)).toBe(false);
      expect(compare(cache, changed).known, JSON.stringify(changed)).toBe(true);
    }
  });

  test("not where it looked at a document that its reading had not: that one may change unseen", () => {
    const cache = new Map();
    const receiver = (later: string) => read(cache, { "a.txt": "taken", "later.txt": later }, true);
    expect(compare(cache, { receiver: receiver("fine") }).says).toEqual(["sent taken fine  closed"]);
    expect(compare(cache, { receiver: receiver("broken") }).says).toEqual(["sent taken broken  closed"]);
  });

  test("not where a validator gave no answer", () => {
    const cache = new Map();
    const sender = read(cache, { "a.txt": "sent" });
    const receiver = read(cache, { "a.txt": "taken" });
    const comparisons = new KnownComparisons(cache, hash);
    const question = { kind, sender, receiver, settings: kind.defaults, context: {} };
    const { observations, keep } = comparisons.compare(question);
    keep(observations.map((each) => ({ observation: each, doubt: "deadline", unanswered: true })));
    expect(comparisons.compare(question).judged).toBeUndefined();
  });
});

test("comparisons of many contracts share one memory for each kind; two alone have none", () => {
  const cache = new Map();
  const given: unknown[] = [];
  const noting: ContractKind = {
    ...kind,
    memory: () => ({ kind: "http" }),
    compare: (...[, , , , memory]) => {
      given.push(memory);
      return [];
    },
  };
  const [one, two, three] = ["1", "2", "3"].map((text) => read(cache, { "a.txt": text }));
  if (!one || !two || !three) throw new Error("they were read");
  const comparisons = new KnownComparisons(cache, hash);
  const ask = (sender: KnownReading, receiver: KnownReading, many?: boolean) =>
    comparisons.compare({ kind: noting, sender, receiver, settings: kind.defaults, context: {} }, many);
  ask(one, two);
  ask(one, three, true);
  ask(two, three, true);
  expect(given[0]).toBeUndefined();
  expect(given[1]).toEqual({ kind: "http" });
  expect(given[2]).toBe(given[1]);
});

describe("a reading is remembered", () => {
  test("by what every document said, and is parsed when somebody looks inside", () => {
    const cache = new Map();
    expect(read(cache, { "a.txt": "one" }).digest).toBe("#one");
    const again = read(cache, { "a.txt": "one" });
    expect([again.digest, again.summary, again.late]).toEqual(["#one", "1 operation", false]);
    expect((again.contract as Plain).text()).toBe("one");
    expect(read(cache, { "a.txt": "other" }).digest).toBe("#other");
    expect(read(cache, { "a.txt": "one" }).digest).toBe("#one");
  });

  test("only where every answer could be had", () => {
    const cache = new Map();
    const reading = new KnownReadings(cache, hash).read(
      {
        name: ["a.txt"],
        read: (documents) => {
          try {
            documents.read("a.txt");
          } catch {
            // As a reader does that makes a problem of it elsewhere.
          }
          return { kind: "contract", digestText: "", contract: { kind: "http", path: "a.txt" } };
        },
        digest: hash,
        summary: () => ({ operations: 1, text: "" }),
      },
      {
        read: () => {
          throw new Error("the disk is gone");
        },
        list: () => [],
      },
    );
    expect(reading).toMatchObject({ kind: "contract", source: undefined, late: true });
    expect(cache.size).toBe(0);
  });
});
