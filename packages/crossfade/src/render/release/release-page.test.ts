import { describe, expect, test } from "vitest";
import {
  done,
  prague,
  shopNowMs,
  shopPlanHash,
  shopRelease,
  shopRung,
  step,
} from "../../../../../test/support/shop-release.ts";
import type { ReleaseView, RungView } from "../../wire/views.ts";
import { columnsOf } from "../page/styled.ts";
import { livePage } from "./live-page.ts";
import { releasePage } from "./release-page.ts";

const frame = (width: number, colour = false) => ({ width, colour, nowMs: shopNowMs, zone: prague });
const page = (more: Partial<ReleaseView> = {}, width = 80) => releasePage(shopRelease(more), frame(width));
const headline = (more: Partial<ReleaseView>) => page(more, 200).split("\n")[0];
const onRung = (rung: Partial<RungView>): Partial<ReleaseView> => ({
  stages: [
    [
      step("start", "api", "2.0.0", done(4)),
      step("end", "api", "1.9.4", { state: "active", begunMs: shopNowMs, rung: { ...shopRung, ...rung } }),
    ],
  ],
});

describe("the page of a release", () => {
  test.each([80, 120])(
    "says how it stands, on which evidence, who has to say what, and what to do: %d columns",
    (width) => {
      const text = page({}, width);
      expect(text).toMatchSnapshot();
      for (const line of text.split("\n")) expect(columnsOf(line)).toBeLessThanOrEqual(width);
    },
  );

  test("is the same text with colours: they support and never say it alone", () => {
    const coloured = releasePage(shopRelease(), frame(80, true));
    const start = String.fromCharCode(27);
    expect(coloured).toContain(`${start}[`);
    expect(coloured.split(new RegExp(`${start}\\[[0-9;]*m`)).join("")).toBe(page());
  });

  test("shows what is taken back, what troubles a step and when it is tried again", () => {
    const text = page({
      phase: "aborting",
      undo: { why: "errors fails", done: 1, deeds: ["api 1.9.4 gets all users", "api 2.0.0 is retired"] },
      stages: [
        [
          step("start", "api", "2.0.0", {
            state: "active",
            begunMs: shopNowMs - 90_000_000,
            trouble: { why: "the router edge does not answer", attempts: 3, nextTryMs: shopNowMs + 4_000 },
          }),
        ],
      ],
    });
    expect(text).toContain("Undo       · api 1.9.4 gets all users\n           · api 2.0.0 is retired\n");
    expect(text).toContain(" 1  ✕ api 2.0.0 starts  20 Nov 2026  free\n");
    expect(text).toContain("try 3 failed: the router edge does not answer; again at 14:31:11\n");
  });

  test("shows a closed window with when it opens, in full and with its zone because it is not today", () => {
    const opensAtMs = shopNowMs + 3 * 86_400_000;
    expect(page({ window: { open: false, why: "the campaign", opensAtMs } })).toContain(
      "Window     closed: the campaign; opens 24 Nov 2026 14:31 Europe/Prague\n",
    );
    expect(page()).not.toContain("Window");
  });

  test("says of an approval that counts no more why it does not", () => {
    const approval = {
      role: "product",
      by: "boris",
      planHash: "other",
      atMs: shopNowMs,
      expiresMs: shopNowMs + 1,
    };
    const expired = { ...approval, by: "cyril", planHash: shopPlanHash, expiresMs: shopNowMs };
    const { approvals } = shopRelease();
    const text = page({ approvals: { ...approvals, given: [approval, expired] } }, 120);
    expect(text).toContain("✕ product 0 of 1: boris at 14:31 (of another plan), cyril at 14:31 (expired)");
  });

  test("says on what an unproven plan rests, and what a way back takes back", () => {
    expect(page({ unknowns: 1, takesBack: "shop-1" }, 200)).toContain(
      "production (takes shop-1 back): api 1.9.4 → 2.0.0, worker 1.4.0 → 2.0.0; unproven: it rests on 1 unknown pair\n",
    );
  });

  test("shows users on a rung: nobody is an empty bar, anybody at all is at least one block", () => {
    expect(page(onRung({ weight: 0 }))).toContain("░░░░░░░░░░░░░░░░ 0 % of users");
    expect(page(onRung({ weight: 1 }))).toContain("█░░░░░░░░░░░░░░░ 0.01 % of users");
    expect(page(onRung({ weight: 9_999 }))).toContain("███████████████░ 99.99 % of users");
    expect(page(onRung({ weight: 10_000 }))).toContain("████████████████ 100 % of users");
  });

  test("says what steps of this stage wait for, and leaves later stages alone", () => {
    const text = page({
      stages: [
        [
          step("deploy", "api", "2.0.0", { state: "active" }),
          step("start", "api", "2.0.0", { now: "Waits for it." }),
        ],
        [step("start", "worker", "2.0.0", { now: "Waits for all of that." })],
      ],
    });
    expect(text).toContain("      Waits for it.\n");
    expect(text).not.toContain("Waits for all of that.");
  });

  test("goes on below its own text where a row is too long", () => {
    const because = "api 2.0.0 was ready three times in a row and ran for two minutes";
    const item = { id: "healthy", text: "It is healthy in production.", kind: "automatic" as const, because };
    expect(page({ checklist: [{ ...item, state: "yes" }] })).toContain(
      "Checklist  ✓ It is healthy in production. api 2.0.0 was ready three times in a\n             row and ran for two minutes\n",
    );
  });

  test("names the version that users come to: with a bridge that is the one that has started last", () => {
    const bridged: Partial<ReleaseView> = {
      stages: [
        [
          step("start", "api", "2.0.0-bridge", done(4)),
          step("end", "api", "1.9.4", { state: "active", begunMs: shopNowMs, rung: shopRung }),
        ],
        [step("start", "api", "2.0.0"), step("end", "api", "2.0.0-bridge")],
      ],
    };
    expect(page(bridged)).toContain("5 % of users have api 2.0.0-bridge for 3 min");
  });

  test("says that baking began anew where it is shorter than the time on the rung", () => {
    expect(page(onRung({ bakedMs: 60_000 }))).toContain("baked for 1 min; goes on by itself\n");
    expect(page(onRung({ promotion: "manual" }))).toContain("      goes on when somebody promotes it\n");
    expect(page(onRung({ promotion: "manual", promotedBy: "anna" }))).toContain(
      "      anna has promoted it\n",
    );
  });

  test("lets nothing through that a terminal would obey, wherever it comes from", () => {
    const evil = "x\u001b[2J\u202e\n::error::";
    const text = page({
      ...onRung({ gates: [{ name: evil, result: "fail", reason: evil, missing: evil }], promotedBy: evil }),
      environment: evil,
      hold: { why: evil, by: evil, sinceMs: shopNowMs },
      contacts: [evil],
      checklist: [{ id: evil, text: evil, kind: "human", state: "open", because: evil }],
      next: [{ command: evil, why: evil }],
      wayBack: { abort: evil, rollback: evil, now: "costs" },
    });
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).not.toMatch(/^\s*::/m);
  });
});

describe("the first line", () => {
  const gates = (result: "pass" | "wait" | "fail") => [{ name: "errors", result, reason: "" }];
  const idle = { stages: [[step("deploy", "api", "2.0.0")]] };
  const missingNone = { approvals: { required: [], given: [], missing: [] } };
  test.each<[string, Partial<ReleaseView>]>([
    ["shop-2 has not begun: 1 approval of product is missing.", { phase: "draft" }],
    ["shop-2 has not begun; it can be started.", { phase: "draft", ...missingNone }],
    [
      "shop-2 has not begun, and is on hold: product: not today.",
      { phase: "draft", hold: { why: "product: not today.", by: "boris", sinceMs: 0 } },
    ],
    [
      "shop-2 is on hold since 14:21, by boris: the phones ring.",
      { hold: { why: "the phones ring", by: "boris", sinceMs: shopNowMs - 600_000 } },
    ],
    ["shop-2 begins at 14:41.", { startAtMs: shopNowMs + 600_000 }],
    ["shop-2 runs: 5 % of users have api 2.0.0, and the evidence decides nothing yet.", {}],
    [
      "shop-2 runs: 5 % of users have api 2.0.0, and evidence is still missing.",
      onRung({ gates: gates("wait") }),
    ],
    ["shop-2 runs: 5 % of users have api 2.0.0, and a gate fails.", onRung({ gates: gates("fail") })],
    ["shop-2 runs: 5 % of users have api 2.0.0.", onRung({ gates: gates("pass") })],
    [
      "shop-2 runs: 5 % of users have api 2.0.0, and somebody has to promote it.",
      onRung({ gates: gates("pass"), promotion: "manual" }),
    ],
    ["shop-2 waits: 1 approval of product is missing.", idle],
    [
      "shop-2 runs. api 1.9.4: Stays until 15:31.",
      { stages: [[step("gone", "api", "1.9.4", { now: "Stays until 15:31." })]], ...missingNone },
    ],
    ["shop-2 waits: holidays.", { ...idle, ...missingNone, window: { open: false, why: "holidays" } }],
    [
      "shop-2 was taken back: errors fails.",
      { phase: "aborted", undo: { why: "errors fails", done: 0, deeds: [] } },
    ],
    ["shop-2 is complete: api 2.0.0, worker 2.0.0 released.", { phase: "completed" }],
  ])("is the answer: %s", (text, more) => {
    expect(headline(more)).toBe(text);
  });
});

describe("the live page", () => {
  const live = (rows: number | undefined, lost?: string) =>
    livePage(shopRelease(), frame(80), { rows, lost, isFirst: false });

  test("is drawn over the page before, and leaves nothing of it", () => {
    const text = live(undefined);
    expect(text.startsWith("\u001b[H")).toBe(true);
    expect(text.endsWith("\u001b[K\n\u001b[J")).toBe(true);
    const shown = text.split("\u001b[K\n").slice(0, -1);
    expect(shown.join("\n").slice(3)).toBe(page().trimEnd());
    expect(livePage(shopRelease(), frame(80), { rows: 0, lost: undefined, isFirst: true })).toMatch(
      /^\S\[2J/,
    );
  });

  test("never scrolls: it is cut to the screen, and says so", () => {
    const shown = live(12).split("\u001b[K\n").slice(0, -1);
    expect(shown).toHaveLength(11);
    expect(shown.at(-1)).toMatch(/^… \d+ more lines: crossfade release show shop-2$/);
  });

  test("is cut where it would wrap", () => {
    const command = `crossfade ${"x".repeat(100)}`;
    const text = livePage(shopRelease({ next: [{ command, why: "" }] }), frame(60), {
      rows: undefined,
      lost: undefined,
      isFirst: false,
    });
    for (const line of text.slice(3).split("\u001b[K\n"))
      expect(columnsOf(line.replace("\u001b[J", ""))).toBeLessThanOrEqual(60);
    expect(text).toContain("xxx…");
  });

  test("says when nothing newer is known", () => {
    expect(live(undefined, "The control plane is away.")).toContain("✕ The control plane is away.");
  });
});
