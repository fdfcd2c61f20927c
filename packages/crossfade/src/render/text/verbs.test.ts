import { CrossfadeError } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { reportOf } from "../../../../../test/support/report-story.ts";
import { Story } from "../../../../../test/support/story.ts";
import type { Report } from "../../analysis/report.ts";
import { renderReport } from "../render-report.ts";

const text = (
  report: Report,
  rest: { verb: "plan" | "matrix" } | { verb: "explain"; finding: string },
  width = 100,
) => renderReport(report, { format: "text", colour: false, width, ...rest }).text;

const shop = () =>
  new Story()
    .part("web", "web", { versions: ["1.8.3", "1.9.0"], older: ["1.7.0"] })
    .part("api", "service", { versions: ["1.9.4", "2.0.0"] })
    .link("web -> api");

const queue = () =>
  new Story()
    .part("api", "service", { versions: ["1", "2"] })
    .part("worker", "worker", { versions: ["1", "2"] })
    .link("api -> worker", { lasts: 4 })
    .breaks("api@1 -> worker@2", "api@2 -> worker@1");

describe("crossfade plan", () => {
  test("the answer, the stages, the way back with its reasons", () => {
    const report = reportOf(shop().breaks("web@1.9.0 -> api@1.9.4"));
    expect(text(report, { verb: "plan" })).toMatchInlineSnapshot(`
      "Proven: 2 stages, nothing breaks on the way.

       stage     old     new     way back
       1  api    1.9.4 → 2.0.0   free
       ── free way back ends, web 1.9.0 starts ──
       2  web    1.8.3 → 1.9.0   costs
          web waits until api 1.9.4 has ended

      Way back   costs once web 1.9.0 starts: open pages must be gone first

      Plan 7f3c9a1e7f3c9a1e7f3c9a1e7f3c9a1e7f3c9a1e7f3c9a1e7f3c9a1e7f3c9a1e
      "
    `);
  });

  test("a chosen bridge and what it must do", () => {
    const move = { kind: "bridge", component: "api", after: "1", version: "2-bridge" } as const;
    const report = reportOf(queue(), { move });
    expect(text(report, { verb: "plan" })).toMatchInlineSnapshot(`
      "Proven: 3 stages, nothing breaks on the way.

       stage      old        new        way back
       1  api     1        → 2-bridge   free
       2  worker  1        → 2          free
          worker waits until api -> worker is empty, or 4 days after api 1 is gone
       ── free way back ends, api 2 is deployed ──
       3  api     2-bridge → 2          costs
          api waits until worker 1 is gone

      Way back   costs once api 2 is deployed: open pages must be gone first

      Chosen     bridge

      Plan 7f3c9a1e7f3c9a1e7f3c9a1e7f3c9a1e7f3c9a1e7f3c9a1e7f3c9a1e7f3c9a1e
      "
    `);
  });

  test("no order: headline, reason, ways out", () => {
    const page = text(reportOf(queue()), { verb: "plan" });
    expect(page.split("\n")[0]).toBe("Impossible: no order keeps every breaking pair apart.");
    expect(page).toContain('choose    crossfade plan --choose "bridge api"');
  });

  test("unknowns that no order keeps apart are told in full", () => {
    const page = text(reportOf(shop().unknown("web@1.9.0 -> api@2.0.0")), { verb: "plan" });
    expect(page.split("\n")[0]).toBe("Unproven: 1 stage, safe except 1 unknown.");
    expect(page).toContain("? unknown  web 1.9.0 → api 2.0.0   PUT /cart request   11111111");
  });

  test("a point of no return is marked", () => {
    const story = new Story()
      .part("db", "schema", { versions: ["41", "42", "43"], back: "stays" })
      .part("api", "service", { versions: ["1", "2"] })
      .link("api -> db", { medium: "schema" })
      .breaks("api@2 -> db@41", "api@1 -> db@43");
    const page = text(reportOf(story), { verb: "plan" });
    expect(page.slice(page.indexOf(" stage  "), page.indexOf("Plan"))).toMatchInlineSnapshot(`
      " stage     old     new     way back
       1  db     41    → 42      free
       2  api    1     → 2       free
          api waits until db 41 has ended
       ── point of no return, db 43 starts ──
       3  db     42    → 43      point of no return
          db waits until api 1 is gone

      "
    `);
  });
});

describe("crossfade matrix", () => {
  test("signs and frames carry the meaning, the legend explains those that were used", () => {
    const story = shop()
      .breaks("web@1.9.0 -> api@1.9.4", "web@1.7.0 -> api@1.9.4", "web@1.9.0 -> api@2.0.0")
      .unknown("web@1.8.3 -> api@2.0.0")
      .accept("web@1.9.0 -> api@2.0.0");
    expect(text(reportOf(story), { verb: "matrix" })).toMatchInlineSnapshot(`
      "web -> api   api/openapi.yaml, 1 operation
                   api 1.9.4  api 2.0.0
        web 1.7.0  =✕=         ✓
        web 1.8.3   ✓          ?
        web 1.9.0  [✕]        <✕>

      Row sends, column receives.
      ✓ fits
      ✕ breaks
      ? unknown
      [✕] in contact as requested, kept apart by the plan
      =✕= in contact already, before the release
      <✕> waived or accepted
      "
    `);
  });

  test("the reading under which a link was judged stands beside it, and once below a plan", () => {
    const base = reportOf(shop().breaks("web@1.9.0 -> api@1.9.4"));
    const reading = { world: "closed", receiver: "strict", appliesDefaults: true } as const;
    const links = base.links.map((each) => ({ ...each, reading }));
    const item = { id: "not-expressed/http", kind: "human", text: "HTTP: side effects", links: [] } as const;
    const report = { ...base, links: [...links, ...links], checklist: [item] };
    expect(text(report, { verb: "matrix" })).toContain(
      "web -> api   api/openapi.yaml, 1 operation, sender closed, receiver strict, defaults applied\n",
    );
    expect(text(report, { verb: "plan" })).toContain(`
Read as    sender closed, receiver strict, defaults applied (http)
Not said   HTTP: side effects
`);
  });

  test("a wide table is cut into parts", () => {
    const versions = ["1.0.0", "2.0.0", "3.0.0", "4.0.0", "5.0.0", "6.0.0"];
    const story = new Story()
      .part("web", "web", { versions: ["1"] })
      .part("checkout-service", "service", { versions })
      .link("web -> checkout-service");
    const page = text(reportOf(story), { verb: "matrix" }, 60);
    expect(page.split("\n").filter((line) => line.length > 60)).toEqual([]);
    for (const version of versions) expect(page).toContain(`checkout-service ${version}`);
  });

  test("no links: one sentence", () => {
    expect(text(reportOf(new Story().part("web", "web")), { verb: "matrix" })).toBe(
      "There are no links: no version meets another.\n",
    );
  });
});

describe("crossfade explain", () => {
  const report = reportOf(shop().breaks("web@1.9.0 -> api@1.9.4").unknown("web@1.7.0 -> api@2.0.0"), {
    findings: {
      "web@1.9.0 -> api@1.9.4": {
        id: "9f3c1a7e00000000",
        counterexample: { value: { shipping: { zip: "0" } }, at: "/shipping" },
        fixes: ["Release api first."],
      },
      "web@1.7.0 -> api@2.0.0": { id: "9f3d000000000000", direction: "response", decides: "a body for 503" },
    },
  });

  test("all about one finding, by the beginning of its id", () => {
    expect(text(report, { verb: "explain", finding: "9F3C" })).toMatchInlineSnapshot(`
      "✕ breaks   web → api   PUT /cart request
      finding     9f3c1a7e00000000
      link        web -> api

      What breaks
        PUT /cart request: /shipping is not declared
        http/some-rule

      For whom, when
        web 1.9.0 → api 1.9.4
          at once  from when web 1.9.0 starts until api 1.9.4 has ended
          planned  never: the plan keeps them apart

      With which value
        web may send, and api rejects it at /shipping
          {
            "shipping": {
              "zip": "0"
            }
          }

      Why
        api/openapi.yaml#/paths/~1cart/put, what api 1.9.4 says

      Ways out
        – Release api first.

      To waive it, in crossfade.yaml
        waivers:
          - finding: "9f3c1a7e00000000"
            reason: why it is not a problem
            by: who answers for it
            expires: YYYY-MM-DD
      "
    `);
  });

  const section = (page: string, from: string, to: string) =>
    page.slice(page.indexOf(`\n${from}\n`) + from.length + 2, page.indexOf(`\n${to}\n`)).trimEnd();

  test("of an unknown finding no value is made up, and what would decide it is the first way out", () => {
    const page = text(report, { verb: "explain", finding: "9f3d" });
    expect(section(page, "What breaks", "For whom, when")).toMatch(/^ {2}Not known whether anything does\./);
    expect(section(page, "With which value", "Why")).toBe(
      "  None is known: it is not decided whether any breaks.",
    );
    expect(section(page, "Ways out", "To waive it, in crossfade.yaml")).toBe(
      "  – What would decide it: a body for 503",
    );
  });

  test("a pair that meets all the same: since when, until when, and in which stages", () => {
    const story = shop()
      .breaks("web@1.9.0 -> api@1.9.4", "web@1.7.0 -> api@1.9.4")
      .unknown("web@1.8.3 -> api@2.0.0");
    const all = reportOf(story);
    const when = (index: number) =>
      section(
        text(all, { verb: "explain", finding: String(index).repeat(16) }),
        "For whom, when",
        "With which value",
      );
    expect(when(1)).toBe(
      `  web 1.7.0 → api 1.9.4
    at once  already, before the release, until web 1.7.0 has ended or api 1.9.4 has ended
    planned  in contact already, before the release: not counted`,
    );
    expect(when(2)).toBe(
      `  web 1.8.3 → api 2.0.0
    at once  from when api 2.0.0 starts until web 1.8.3 has ended
    planned  in stages 1 and 2: no order avoids it`,
    );
  });

  test("where no order exists, the moves that would give one are ways out", () => {
    const page = text(reportOf(queue()), { verb: "explain", finding: "1111" });
    expect(section(page, "Ways out", "To waive it, in crossfade.yaml")).toMatch(
      /^ {2}– Change the release \(crossfade plan\): bridge api, /,
    );
  });

  test("a notice breaks nothing, is met by somebody, and needs no waiver", () => {
    const [known = ""] = Object.keys(report.findings);
    const finding = { ...report.findings[known], id: "ffff000000000000", outcome: "notice" as const };
    const findings = { ...report.findings, [finding.id]: finding } as Report["findings"];
    const meetings = { ...report.meetings, [finding.id]: report.meetings?.[known] ?? [] };
    const page = text({ ...report, findings, meetings }, { verb: "explain", finding: "ffff" });
    expect(page).toContain("  Nothing on the wire. PUT /cart response");
    expect(page).toMatch(/ {2}web 1\.\d\.\d → api/);
    expect(page).not.toContain("waive");
  });

  test.each([
    ["9f3", "Write more of it: 9f3d000000000000, 9f3c1a7e00000000 begin with it."],
    ["9f3c1a7f", "Did you mean `9f3c1a7e`?"],
    ["", "Known: 9f3d0000, 9f3c1a7e."],
    ["constructor", "Known: 9f3d0000, 9f3c1a7e."],
  ])("%j names none or several", (finding, hint) => {
    const explain = () => text(report, { verb: "explain", finding });
    expect(explain).toThrow(CrossfadeError);
    expect(explain).toThrow(expect.objectContaining({ code: "CF_FINDING_UNKNOWN", hint }));
  });

  test("ids that begin alike are shown longer", () => {
    const [one] = Object.values(report.findings);
    const findings = {
      aaaaaaaa11: { ...one, id: "aaaaaaaa11" },
      aaaaaaaa22: { ...one, id: "aaaaaaaa22" },
    } as Report["findings"];
    const atOnce = report.atOnce.slice(0, 1).map((each) => ({ ...each, findings: ["aaaaaaaa11"] }));
    const page = renderReport(
      { ...report, findings, atOnce },
      { verb: "check", allowSplit: false, format: "text", colour: false, width: 100 },
    ).text;
    expect(page).toContain("   aaaaaaaa1\n");
  });
});
