import { describe, expect, test } from "vitest";
import { reportOf } from "../../../../../test/support/report-story.ts";
import { Story } from "../../../../../test/support/story.ts";
import type { Report } from "../../analysis/report.ts";
import { renderReport } from "../render-report.ts";

function check(report: Report, { allowSplit = false, width = 100 } = {}): string {
  return renderReport(report, { verb: "check", format: "text", colour: false, width, allowSplit }).text;
}

const shop = () =>
  new Story()
    .part("web", "web", { versions: ["1.8.3", "1.9.0"], older: ["1.7.0"] })
    .part("api", "service", { versions: ["1.9.4", "2.0.0"] })
    .link("web -> api");

const shipping = {
  id: "9f3c1a7e00000000",
  counterexample: {
    value: {
      items: [{ sku: "A-100", qty: 1, note: "so long that it does not fit" }],
      shipping: { street: "a", zip: "00000" },
    },
    at: "/shipping",
  },
  why: "/shipping is not declared",
};

const queue = () =>
  new Story()
    .part("api", "service", { versions: ["1.9.4", "2.0.0"] })
    .part("worker", "worker", { versions: ["1.9.4", "2.0.0"] })
    .link("api -> worker", { lasts: 4 });

describe("crossfade check", () => {
  test("a proven plan of two stages", () => {
    const report = reportOf(shop().breaks("web@1.9.0 -> api@1.9.4"), {
      findings: { "web@1.9.0 -> api@1.9.4": shipping },
    });
    expect(check(report)).toMatchInlineSnapshot(`
      "compare  v1 → HEAD
      read     2 components, 1 contract
      pair     6 version pairs, 6 in contact as requested

      ✕ breaks   web 1.9.0 → api 1.9.4   PUT /cart request   9f3c1a7e
                 web may send   {"items":[…],"shipping":{"street":"a","zip":"00000"}}
                 api rejects    /shipping is not declared
                 in contact     as requested; kept apart in the plan
                 so             the plan keeps them apart

      As requested  1 deployment   1 break   0 unknown   5 fit
      As planned    2 stages       0 break   0 unknown   5 fit
                    ✓ proven: nothing breaks on the way

       stage     old     new     way back
       1  api    1.9.4 → 2.0.0   free
       ── free way back ends, web 1.9.0 starts ──
       2  web    1.8.3 → 1.9.0   costs
          web waits until api 1.9.4 has ended

      Plan 7f3c9a1e

      exit 1  as one deployment, this breaks. As planned: crossfade check --allow-split
              0 fits, 1 breaks, 2 could not check, 3 unknown only
      "
    `);
    expect(check(report, { allowSplit: true }).split("\n").slice(-3)[0]).toBe(
      "exit 0  as planned, nothing breaks",
    );
  });

  test("an unproven plan names the unknown pair and what decides it", () => {
    const story = shop()
      .part("cdn", "external", { versions: ["3"], ours: false })
      .link("api -> cdn")
      .unknown("api@2.0.0 -> cdn@3");
    const report = reportOf(story, {
      findings: {
        "api@2.0.0 -> cdn@3": {
          operation: "GET /quote",
          direction: "response",
          why: "503 has no body in the contract",
          decides: "a body for 503 in cdn/openapi.yaml",
        },
      },
    });
    expect(check(report)).toMatchInlineSnapshot(`
      "compare  v1 → HEAD
      read     3 components, 2 contracts
      pair     8 version pairs, 8 in contact as requested

      ? unknown  api 2.0.0 → cdn 3   GET /quote response   11111111
                 why            503 has no body in the contract
                 decides        a body for 503 in cdn/openapi.yaml
                 in contact     as requested and in the plan
                 in the plan    no order avoids it

      As requested  1 deployment   0 break   1 unknown   7 fit
      As planned    1 stage        0 break   1 unknown   7 fit
                    ? unproven: safe except 1 unknown, api 2.0.0 → cdn 3

       stage     old     new     way back
       1  web    1.8.3 → 1.9.0   free
          api    1.9.4 → 2.0.0

      Plan 7f3c9a1e

      exit 3  as one deployment, 1 unknown. As planned: crossfade check --allow-split
              0 fits, 1 breaks, 2 could not check, 3 unknown only
      "
    `);
    expect(check(report, { allowSplit: true })).toContain(
      "exit 3  as planned, unproven: safe except 1 unknown",
    );
  });

  test("an impossible release: the circle, then the ways out with their commands", () => {
    const report = reportOf(queue().breaks("api@1.9.4 -> worker@2.0.0", "api@2.0.0 -> worker@1.9.4"));
    expect(check(report)).toMatchInlineSnapshot(`
      "compare  v1 → HEAD
      read     2 components, 1 contract
      pair     4 version pairs, 4 in contact as requested

      ✕ breaks   api 1.9.4 → worker 2.0.0   PUT /cart request   11111111
                 worker rejects   /shipping is not declared
                 in contact       as requested
                 so               no order avoids it

      ✕ breaks   api 2.0.0 → worker 1.9.4   PUT /cart request   22222222
                 worker rejects   /shipping is not declared
                 in contact       as requested
                 so               no order avoids it

      As requested  1 deployment   2 break   0 unknown   2 fit
      As planned    ✕ impossible: no order exists

      No order exists: each of these waits for the next, in a circle
        1  what api 1.9.4 left must be over before worker 2.0.0 is deployed
           else api 1.9.4 → worker 2.0.0 breaks (11111111)
           but worker 1.9.4 is gone only after worker 2.0.0 is deployed: the new version starts before the
           old one ends
        2  worker 1.9.4 must be gone before api 2.0.0 is deployed
           else api 2.0.0 → worker 1.9.4 breaks (22222222)
           but what api 1.9.4 left is over only after api 2.0.0 is deployed: the new version starts before
           the old one ends

      Ways out, cheapest first
        bridge api   proven
          do        build api 2.0.0-bridge, released after 1.9.4, that works with both sides
          so that   api 2.0.0-bridge must take what worker 1.9.4 sends
                    api 2.0.0-bridge must take what worker 2.0.0 sends
          costs     no downtime, 3 stages, waits of up to about 4 days
          choose    crossfade plan --choose "bridge api"
        bridge worker   proven
          do        build worker 2.0.0-bridge, released after 1.9.4, that works with both sides
          so that   worker 2.0.0-bridge must take what api 1.9.4 sends
                    worker 2.0.0-bridge must take what api 2.0.0 sends
          costs     no downtime, 3 stages, waits of up to about 4 days
          choose    crossfade plan --choose "bridge worker"
        drain api   proven
          do        stop api, wait until what it left is over, then start its new version
          costs     downtime of 1 component, 2 stages, waits of up to about 4 days
          choose    crossfade plan --choose "drain api"
        gap worker   proven
          do        stop worker before its new version starts
          costs     downtime of 1 component, 2 stages, waits of up to about 4 days
          choose    crossfade plan --choose "gap worker"
        accept 1.9.4 -> 2.0.0 on api -> worker   proven
          do        live with it: api 1.9.4 → worker 2.0.0 breaks
          costs     1 pair breaks all the same, no downtime, 2 stages, waits of up to about 2 min
          choose    crossfade plan --choose "accept 1.9.4 -> 2.0.0 on api -> worker"
        accept 2.0.0 -> 1.9.4 on api -> worker   proven
          do        live with it: api 2.0.0 → worker 1.9.4 breaks
          costs     1 pair breaks all the same, no downtime, 2 stages, waits of up to about 4 days
          choose    crossfade plan --choose "accept 2.0.0 -> 1.9.4 on api -> worker"

      exit 1  as one deployment, this breaks, and no order exists. The ways out: crossfade plan
              0 fits, 1 breaks, 2 could not check, 3 unknown only
      "
    `);
  });

  test.each([
    ["target", "web 1.9.0 → api 2.0.0 breaks (11111111), and both are there when the release is done."],
    ["never-ends", "web 1.9.0 → api 2.0.0 breaks (11111111), and one of the two never ends by itself."],
    [
      "leftovers",
      "web 1.9.0 → api 2.0.0 breaks (11111111): what web 1.9.0 left on web -> api stays for ever.",
    ],
    [
      "cannot-keep",
      "web 1.9.0 → api 2.0.0 breaks (11111111), and a client that never ends keeps one of the two alive.",
    ],
    [
      "not-ours",
      "web 1.9.0 → api 2.0.0 breaks (11111111), and only a third party could come in the right order.",
    ],
  ] as const)("a conflict that is no circle is one sentence: %s", (kind, sentence) => {
    const pair = { link: "web -> api", sender: "1.9.0", receiver: "2.0.0" };
    const conflicts = [{ kind, pair, findings: ["1111111111111111"] }];
    const planning = { kind: "impossible" as const, conflicts, ways: [], limited: true };
    const report = reportOf(shop().breaks("web@1.9.0 -> api@2.0.0"), { report: { planning } });
    expect(check(report, { width: 140 })).toContain(
      `No order exists\n  ${sentence}\n\nNo way out was found.`,
    );
  });

  test("what is broken already is told apart, with whether the release repairs it", () => {
    const report = reportOf(
      shop().breaks("web@1.8.3 -> api@1.9.4", "web@1.7.0 -> api@1.9.4", "web@1.7.0 -> api@2.0.0"),
      {
        findings: { "web@1.7.0 -> api@2.0.0": { id: "2222222222222222" } },
      },
    );
    expect(check(report)).toMatchInlineSnapshot(`
      "compare  v1 → HEAD
      read     2 components, 1 contract
      pair     6 version pairs, 6 in contact as requested

      ✕ breaks   web 1.7.0 → api 2.0.0   PUT /cart request   22222222
                 api rejects    /shipping is not declared
                 in contact     as requested; kept apart in the plan
                 so             the plan keeps them apart

      As requested  1 deployment   1 break   0 unknown   3 fit
      As planned    1 stage        0 break   0 unknown   3 fit
                    ✓ proven: nothing breaks on the way

       stage     old     new     way back
       1  web    1.8.3 → 1.9.0   free
          api    1.9.4 → 2.0.0
          api waits until web 1.7.0 has ended

      Plan 7f3c9a1e

      Broken already, not counted
        ✕ web 1.7.0 → api 1.9.4   PUT /cart request   11111111
          the release repairs it for whoever has the new version: web 1.9.0 → api 2.0.0 fits
        ✕ web 1.8.3 → api 1.9.4   PUT /cart request   33333333
          the release repairs it: web 1.8.3 → api 2.0.0 fits

      exit 1  as one deployment, this breaks. As planned: crossfade check --allow-split
              0 fits, 1 breaks, 2 could not check, 3 unknown only
      "
    `);
  });

  test("waived pairs, expired waivers and unreadable contracts are told, each with its reason", () => {
    const story = shop().breaks("web@1.9.0 -> api@1.9.4").accept("web@1.9.0 -> api@1.9.4");
    const waiver = {
      finding: "1111111111111111",
      reason: "nobody calls it",
      by: "release lead",
      expires: "2026-12-31",
    };
    const report = reportOf(story, {
      waived: [waiver],
      report: {
        expiredWaivers: [{ ...waiver, finding: "abcdef", expires: "2026-01-31" }],
        problems: [
          {
            link: "web -> api",
            revision: "v1",
            document: "api/openapi.yaml",
            line: 12,
            column: 3,
            message: "A key twice.",
          },
        ],
      },
    });
    expect(check(report)).toMatchInlineSnapshot(`
      "compare  v1 → HEAD
      read     2 components, 1 contract
      pair     6 version pairs, 6 in contact as requested

      As requested  1 deployment   0 break   0 unknown   5 fit
      As planned    1 stage        0 break   0 unknown   5 fit
                    ✓ proven: nothing breaks on the way, but 1 pair that is waived

       stage     old     new     way back
       1  web    1.8.3 → 1.9.0   free
          api    1.9.4 → 2.0.0

      Plan 7f3c9a1e

      Waived, not counted
        ✕ web 1.9.0 → api 1.9.4   PUT /cart request   11111111
          by release lead, until 2026-12-31: nobody calls it

      Expired waivers, no longer in force
        abcdef   expired on 2026-01-31, by release lead: nobody calls it

      Could not be read, their pairs are unknown
        api/openapi.yaml:12:3 in v1   A key twice.

      exit 0  it fits as one deployment
              0 fits, 1 breaks, 2 could not check, 3 unknown only
      "
    `);
  });

  test("nothing moves: one sentence", () => {
    const report = reportOf(
      new Story()
        .part("web", "web", { versions: ["1"] })
        .part("api", "service", { versions: ["1"] })
        .link("web -> api"),
    );
    expect(check(report)).toBe("Nothing to compare: no component moves between v1 and HEAD.\n");
  });

  test("old clients with the same findings are told once", () => {
    const report = reportOf(shop().breaks("web@1.8.3 -> api@2.0.0", "web@1.7.0 -> api@2.0.0"), {
      findings: {
        "web@1.7.0 -> api@2.0.0": { id: "abababab00000000" },
        "web@1.8.3 -> api@2.0.0": { id: "abababab00000000" },
      },
    });
    expect(check(report)).toContain(
      "✕ breaks   web 1.7.0, 1.8.3 → api 2.0.0   PUT /cart request   abababab\n",
    );
  });

  test("three findings of a pair are shown, the others counted", () => {
    const base = reportOf(shop().breaks("web@1.9.0 -> api@1.9.4"));
    const [first] = Object.values(base.findings);
    const ids = ["1111111111111111", "22222222", "33333333", "44444444", "55555555"];
    const findings = Object.fromEntries(
      ids.map((id) => [id, { ...first, id, operation: `GET /${id[0]}` }]),
    ) as Report["findings"];
    const atOnce = base.atOnce.map((each) => ({ ...each, findings: ids }));
    const text = check({ ...base, findings, atOnce });
    expect(text).toContain("GET /3 request   33333333");
    expect(text).toContain("+ 2 more: crossfade explain 44444444, 55555555");
    expect(text).not.toContain("GET /4");
  });

  test("a pair that was never compared says so", () => {
    const report = reportOf(shop().breaks("web@1.9.0 -> api@1.9.4"));
    const atOnce = report.atOnce.map((each) => ({ ...each, verdict: "unknown" as const, findings: [] }));
    expect(check({ ...report, atOnce })).toContain("why            this pair was not compared");
  });

  test("a rewrite, a cut-off and what is waited for are lines of their own", () => {
    const story = new Story()
      .part("api", "service", { versions: ["1", "2", "3"] })
      .part("worker", "worker", { versions: ["1", "2"] })
      .link("api -> api", { medium: "store", lasts: "for-ever" })
      .link("api -> worker", { lasts: 4 })
      .breaks("api@1 -> api@3", "api@1 -> worker@2")
      .clear({ id: "rows", kind: "rewrite", link: "api -> api", versions: ["1"], as: "2" });
    const text = check(reportOf(story));
    expect(text.slice(text.indexOf(" stage  "), text.indexOf("Plan"))).toMatchInlineSnapshot(`
      " stage      old     new     way back
       1  api     1     → 2       free
          – rewrite what api left: rows
       2  api     2     → 3       free
          worker  1     → 2
          api waits until "rewrite rows" is done
          worker waits until api -> worker is empty, or 4 days after api 1 is gone

      "
    `);
  });
});

describe("the page", () => {
  const report = reportOf(shop().breaks("web@1.9.0 -> api@1.9.4", "web@1.7.0 -> api@2.0.0"), {
    findings: { "web@1.9.0 -> api@1.9.4": shipping },
  });
  const view = { verb: "check", format: "text", allowSplit: false } as const;

  test.each([60, 80, 140])(
    "without colour it is the coloured text without escapes, at %i columns",
    (width) => {
      const coloured = renderReport(report, { ...view, width, colour: true }).text;
      const plain = renderReport(report, { ...view, width, colour: false }).text;
      expect(coloured).toContain("\u001b[1;31m✕ breaks\u001b[0m");
      expect(coloured).toContain('\u001b[1;31m"shipping"\u001b[0m');
      expect(plain).not.toContain("\u001b");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes are what is taken away
      expect(coloured.replace(/\u001b\[[\d;]*m/g, "")).toBe(plain);
      expect(plain.split("\n").filter((line) => line.length > width)).toEqual([]);
      expect(plain).not.toMatch(/ $/m);
    },
  );

  test("at 60 columns the value shrinks around the offending place", () => {
    expect(check(report, { width: 60 })).toContain('web may send   {"shipping":{…},…}\n');
    expect(check(report, { width: 140 })).toContain(
      `web may send   ${JSON.stringify(shipping.counterexample.value)}\n`,
    );
    expect(check(report, { width: 20 })).toBe(check(report, { width: 60 }));
  });
});
