import type { JournalEntry, ReleaseEvent } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import {
  done,
  prague,
  shopNowMs,
  shopRelease,
  shopRung,
  step,
} from "../../../../../test/support/shop-release.ts";
import type { ReleaseView, StepView, WayBackView } from "../../wire/views.ts";
import { journalLine, NewsOfJournal } from "./journal-line.ts";
import { Moments, span } from "./moments.ts";
import { releaseListPage } from "./release-list.ts";
import { tokenListText, tokenMadeText } from "./token-text.ts";
import { watchLines } from "./watch-lines.ts";
import { wayBackPage } from "./way-back-page.ts";

const frame = { width: 80, colour: false, nowMs: shopNowMs, zone: prague };
const moments = new Moments(shopNowMs, prague);

describe("moments", () => {
  test("of today are a time, others are whole, with their zone", () => {
    expect(moments.of(shopNowMs)).toBe("14:31");
    expect(moments.of(shopNowMs - 86_400_000)).toBe("20 Nov 2026 14:31 Europe/Prague");
    expect(moments.exactly(shopNowMs)).toBe("14:31:07");
  });

  test("are of the reader's day: one minute before midnight is today, one after is not", () => {
    const midnight = Date.UTC(2026, 10, 21, 23, 0);
    expect([moments.brief(midnight - 1), moments.brief(midnight)]).toEqual(["23:59", "22 Nov 2026"]);
  });

  test.each([
    [-5, "0 s"],
    [59_999, "59 s"],
    [60_000, "1 min"],
    [7_500_000, "2 h 5 min"],
    [7_200_000, "2 h"],
    [48 * 3_600_000, "2 days"],
  ])("%d ms last %s", (ms, text) => expect(span(ms)).toBe(text));
});

describe("a way back", () => {
  const wayBack: WayBackView = {
    release: "shop-2",
    kind: "costs",
    planHash: "abcdef0123456789",
    order: [
      { step: "start api@1.9.4", waits: [], way: "free" },
      { step: "end web@1.9.0", waits: ["every open web 1.9.0 must be gone"], way: "costs" },
    ],
    costs: ["about 1,200 open pages of web 1.9.0"],
    impossible: [],
  };

  test("is shown before it is taken: answer, order with what each step waits for, costs, hash", () => {
    expect(
      wayBackPage(wayBack, { ...frame, width: 120 }),
    ).toBe(`Going back from shop-2 is possible, in 2 steps, and it costs something: 1 thing to know first.

 1  start api@1.9.4
 2  end web@1.9.0  costs
    waits: every open web 1.9.0 must be gone

Costs      about 1,200 open pages of web 1.9.0

Plan abcdef0123456789
`);
  });

  test("that is free, or impossible, says so first", () => {
    expect(wayBackPage({ ...wayBack, kind: "free", costs: [] }, frame)).toMatch(
      /^Going back from shop-2 is free, in 2 steps/,
    );
    const impossible = {
      ...wayBack,
      kind: "impossible" as const,
      impossible: ["worker 2.0.0 wrote rows that 1.4.0 cannot read"],
    };
    const text = wayBackPage(impossible, frame);
    expect(text).toMatch(/^There is no way back from shop-2: it is past its point of no return\.\n/);
    expect(text).toContain("Impossible worker 2.0.0 wrote rows");
  });
});

describe("what has changed since the last look", () => {
  const changed = (before: ReleaseView, after: ReleaseView) => watchLines(before, after, moments);
  const climbing = (more: Partial<StepView>): ReleaseView =>
    shopRelease({
      stages: [
        [step("start", "api", "2.0.0", done(4)), step("end", "api", "1.9.4", { state: "active", ...more })],
      ],
    });

  test("is nothing where nothing has; the first look says how it stands", () => {
    expect(changed(shopRelease(), shopRelease())).toBe("");
    expect(watchLines(undefined, shopRelease(), moments)).toBe(
      "2026-11-21T13:31:07Z shop-2 runs: 5 % of users have api 2.0.0, and the evidence decides nothing yet.\n",
    );
  });

  test("is a rung with its gates, then each gate whose result is another, then who promotes", () => {
    const [errors] = shopRung.gates;
    if (errors === undefined) throw new Error("the story has a gate");
    const rung = { ...shopRung, gates: [{ ...errors, result: "wait" as const, missing: "96 more users" }] };
    expect(changed(climbing({}), climbing({ rung }))).toMatch(
      /^2026-11-21T13:31:07Z 5 % of users have api 2\.0\.0\n2026-\S+ errors wait: .*; missing: 96 more users\n$/,
    );
    expect(changed(climbing({ rung }), climbing({ rung: { ...rung, judgedMs: 1 } }))).toBe("");
    expect(changed(climbing({ rung }), climbing({ rung: { ...rung, gates: [errors] } }))).toMatch(
      /Z errors pass: .*\n$/,
    );
    expect(changed(climbing({ rung }), climbing({ rung: { ...rung, promotedBy: "anna" } }))).toMatch(
      /Z anna promotes api\n$/,
    );
    expect(changed(climbing({ rung }), climbing({ rung: { ...rung, weight: 2_500 } }))).toMatch(
      /Z 25 % of users have api 2\.0\.0\n/,
    );
  });

  test("is a step that begins, what was seen, its trouble, its end", () => {
    const before = shopRelease({ stages: [[step("deploy", "api", "2.0.0")]] });
    const begun = step("deploy", "api", "2.0.0", { state: "active", notes: ["2 instances answer"] });
    const trouble = { why: "the command ended with 1", attempts: 1, nextTryMs: 0 };
    const lines = (from: ReleaseView, to: StepView) =>
      changed(from, shopRelease({ stages: [[to]] }))
        .trimEnd()
        .split("\n")
        .map((line) => line.slice(21));
    expect(lines(before, begun)).toEqual([
      "api 2.0.0 is deployed: begins",
      "api 2.0.0 is deployed: 2 instances answer",
    ]);
    expect(lines(shopRelease({ stages: [[begun]] }), { ...begun, trouble })).toEqual([
      "api 2.0.0 is deployed: try 1 failed: the command ended with 1",
    ]);
    expect(lines(shopRelease({ stages: [[begun]] }), { ...begun, state: "done" })).toEqual([
      "api 2.0.0 is deployed: done",
    ]);
  });

  test("is a hold and its end, an abort with what is taken back, the end", () => {
    const held = shopRelease({ hold: { why: "look", by: "boris", sinceMs: shopNowMs } });
    expect(changed(shopRelease(), held)).toContain("Z shop-2 is on hold since 14:31, by boris: look.\n");
    expect(changed(held, shopRelease())).toContain("Z it goes on\n");
    const undo = (done: number) => ({ why: "errors fails", done, deeds: ["api 1.9.4 gets all users", "x"] });
    const aborting = shopRelease({ phase: "aborting", undo: undo(0) });
    expect(changed(shopRelease(), aborting)).toContain(
      "Z shop-2 is being taken back (0 of 2 done): errors fails.\n",
    );
    expect(changed(aborting, shopRelease({ phase: "aborting", undo: undo(1) }))).toBe(
      "2026-11-21T13:31:07Z taken back: 1 of 2\n",
    );
    expect(changed(aborting, shopRelease({ phase: "aborted", undo: undo(2) }))).toContain(
      "Z shop-2 was taken back",
    );
  });
});

describe("a line of the journal", () => {
  const line = (event: ReleaseEvent | { kind: string }, actor = "anna") =>
    journalLine({ seq: 7, atMs: shopNowMs, actor, event: event as ReleaseEvent } as JournalEntry, moments);
  const at = { step: "end api@1.9.4", station: 1 };

  test.each<[string, ReleaseEvent]>([
    ["asks for its start", { kind: "start-asked", atMs: shopNowMs }],
    ["asks for its start at 14:41", { kind: "start-asked", atMs: shopNowMs + 600_000 }],
    ["denies as product: not today", { kind: "approval-denied", role: "product", why: "not today" }],
    ["end api@1.9.4: part 2 is done: read back", { kind: "did", ...at, note: "read back" }],
    [
      "end api@1.9.4: errors pass, latency wait",
      {
        kind: "judged",
        ...at,
        gates: [
          { name: "errors", result: "pass", reason: "" },
          { name: "latency", result: "wait", reason: "" },
        ],
      },
    ],
    [
      "end api@1.9.4: promotes it against the evidence: tested by hand",
      { kind: "overridden", ...at, why: "tested by hand" },
    ],
    [
      "set other weights of api: 1.9.4 90 %, 2.0.0 10 %",
      { kind: "taken-over", component: "api", weights: { "1.9.4": 9_000, "2.0.0": 1_000 } },
    ],
    [
      "end api@1.9.4: not yet: it waits for its users",
      { kind: "pending", ...at, why: "it waits for its users" },
    ],
    ["gone api@1.9.4: nobody has to go back to it any more", { kind: "let-go", step: "gone api@1.9.4" }],
    ["says no to told: not yet", { kind: "answered", item: "told", answer: "no", note: "not yet" }],
    ["windows and freezes have changed", { kind: "calendar-changed", calendar: { freezes: [] } }],
    ["it is complete", { kind: "ended", how: "completed" }],
  ])("says who did what: %s", (text, event) => {
    expect(line(event)).toBe(`   7  14:31:07  anna  ${text}\n`);
  });

  test("is left out where gates say again what they have said, on the same rung", () => {
    const news = new NewsOfJournal();
    const judged = (station: number, result: "wait" | "pass", step = "end api@1.9.4") =>
      news.isNews({
        seq: 1,
        atMs: 0,
        actor: "engine",
        event: { kind: "judged", step, station, gates: [{ name: "errors", result, reason: `${Math.PI}` }] },
      });
    expect([judged(1, "wait"), judged(1, "wait"), judged(1, "pass"), judged(1, "wait")]).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect([judged(2, "wait"), judged(2, "wait", "end web@1"), judged(2, "wait")]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test("names what only a newer control plane knows, and obeys nothing in it", () => {
    expect(line({ kind: "moon-phase" })).toContain(
      "moon-phase (this version of crossfade does not know what that is)\n",
    );
    expect(line({ kind: "held", why: "a\u001b[2Jb\nc" }, "x\u0007")).toBe(
      "   7  14:31:07  x\\u{7}  holds it: a\\u{1b}[2Jb\\u{a}c\n",
    );
  });
});

describe("lists", () => {
  test("of releases have one line each, cut to the page", () => {
    const list = {
      releases: [
        {
          id: "shop-2",
          environment: "production",
          phase: "running" as const,
          createdMs: shopNowMs,
          moves: ["api 1.9.4 → 2.0.0", "worker 1.4.0 → 2.0.0"],
        },
        {
          id: "shop-1",
          environment: "production",
          phase: "completed" as const,
          createdMs: shopNowMs - 90_000_000,
          moves: ["web 1.7.0 → 1.8.0"],
        },
      ],
    };
    expect(releaseListPage(list, frame)).toBe(
      "shop-2  production  running    14:31        api 1.9.4 → 2.0.0, worker 1.4.0 → 2…\nshop-1  production  completed  20 Nov 2026  web 1.7.0 → 1.8.0\n",
    );
    expect(releaseListPage({ releases: [] }, frame)).toContain("crossfade release create");
  });

  test("of tokens say who holds what, and which count no more", () => {
    const known = {
      id: "t1",
      person: "anna",
      grants: [{ role: "approver" as const, approves: ["engineering"], environments: ["production"] }],
      createdMs: 0,
      by: "root",
    };
    expect(
      tokenListText(
        [known, { ...known, id: "t2", revokedMs: shopNowMs }, { ...known, id: "t3", expiresMs: shopNowMs }],
        frame,
      ),
    ).toBe(
      "t1  anna  counts         approver (engineering) in production\nt2  anna  revoked 14:31  approver (engineering) in production\nt3  anna  expired 14:31  approver (engineering) in production\n",
    );
    expect(tokenMadeText({ token: "cf_secret", known }, frame)).toContain("\ncf_secret\n");
  });
});
