import {
  noProgress,
  type ReleaseEvent,
  type ReleaseProgress,
  record,
  type StoredRelease,
} from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { shopSpec } from "../../../../test/rollout/shop-spec.ts";
import { answered } from "./people-said.ts";

const spec = shopSpec({
  bakeMs: 0,
  change: {
    checklist: [
      { id: "told", text: "Support has been told.", kind: "human" },
      { id: "agreed", text: "Product agrees.", kind: "human" },
    ],
  },
});

type Said = readonly [by: string, event: ReleaseEvent];
const no = (item = "told", note?: string): ReleaseEvent => ({
  kind: "answered",
  item,
  answer: "no",
  ...(note === undefined ? {} : { note }),
});

function after(...said: readonly Said[]): StoredRelease {
  const start: Said = ["lead", { kind: "start-asked", atMs: 0 }];
  const progress = [start, ...said].reduce<ReleaseProgress>(
    (before, [actor, event], index) => record(spec, before, { seq: index + 1, atMs: index, actor, event }),
    noProgress,
  );
  return { spec, progress } as StoredRelease;
}

const yesOf = (by: string, release: StoredRelease) =>
  answered(release, { item: "told", answer: "yes" }, by).map(({ kind }) => kind);

describe("a yes after a no", () => {
  test("of the same person lets the release go on", () => {
    expect(yesOf("bo", after(["bo", no()]))).toEqual(["answered", "resumed"]);
    expect(yesOf("bo", after(["bo", no()], ["bo", no("told", "really not")]))).toEqual([
      "answered",
      "resumed",
    ]);
  });

  test.each<[string, readonly Said[]]>([
    ["where somebody else said no", [["cy", no()]]],
    [
      "where somebody else said no before",
      [
        ["cy", no()],
        ["bo", no()],
      ],
    ],
    [
      "where it was on hold before",
      [
        ["lead", { kind: "held", why: "lunch" }],
        ["bo", no()],
      ],
    ],
    [
      "where the engine held it",
      [
        ["engine", { kind: "held", why: "no evidence" }],
        ["bo", no()],
      ],
    ],
    [
      "where another item is answered with no",
      [
        ["bo", no()],
        ["cy", no("agreed")],
      ],
    ],
    [
      "where the hold is that of another item",
      [
        ["bo", no("agreed")],
        ["bo", no()],
      ],
    ],
    ["where nobody said no", [["bo", { kind: "held", why: "lunch" }]]],
    [
      "where a step has failed too often",
      [
        ["engine", { kind: "begun", step: "deploy api@1" }],
        ["engine", { kind: "failed", step: "deploy api@1", station: 0, why: "no space", final: true }],
        ["bo", no()],
      ],
    ],
  ])("keeps it on hold %s", (_, said) => {
    const release = after(...said);
    expect(release.progress.hold).toBeDefined();
    expect(yesOf("bo", release)).toEqual(["answered"]);
  });
});
