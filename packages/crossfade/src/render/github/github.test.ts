import { describe, expect, test } from "vitest";
import { reportOf } from "../../../../../test/support/report-story.ts";
import { Story } from "../../../../../test/support/story.ts";
import type { Report } from "../../analysis/report.ts";
import { renderReport } from "../render-report.ts";

const github = (report: Report, allowSplit = false) =>
  renderReport(report, { verb: "check", allowSplit, format: "github", colour: false, width: 80 });

const report = reportOf(
  new Story()
    .part("web", "web", { versions: ["1.8.3", "1.9.0"] })
    .part("api", "service", { versions: ["1.9.4", "2.0.0"] })
    .link("web -> api")
    .breaks("web@1.9.0 -> api@1.9.4")
    .unknown("web@1.9.0 -> api@2.0.0"),
  {
    findings: {
      "web@1.9.0 -> api@1.9.4": { counterexample: { value: { shipping: { zip: "0" } }, at: "/shipping" } },
      "web@1.9.0 -> api@2.0.0": { direction: "response", why: "503 has no body", decides: "a body for 503" },
    },
  },
);

describe("GitHub", () => {
  test("annotations, worst first, at the contract", () => {
    expect(github(report).text).toMatchInlineSnapshot(`
      "::error file=api/openapi.yaml,title=breaks%3A web 1.9.0 → api 1.9.4::PUT /cart request: api rejects: /shipping is not declared%0Aweb may send {"shipping":{"zip":"0"}}%0Aplace: api/openapi.yaml#/paths/~1cart/put%0Aso: the plan keeps them apart%0Acrossfade explain 11111111
      ::warning file=api/openapi.yaml,title=unknown%3A web 1.9.0 → api 2.0.0::PUT /cart response: 503 has no body%0Adecides: a body for 503%0Aplace: api/openapi.yaml#/paths/~1cart/put%0Ain the plan: no order avoids it%0Acrossfade explain 22222222
      crossfade: 1 version pair breaks if this ships at once. In 2 stages it does not; 1 stays unknown.
      "
    `);
  });

  test("with --allow-split what the plan keeps apart is only a notice", () => {
    const { text, markdown } = github(report, true);
    expect(text.split("\n").map((line) => line.split(" ")[0])).toEqual([
      "::warning",
      "::notice",
      "crossfade:",
      "",
    ]);
    expect(markdown?.split("\n")[0]).toBe("## ? Unproven: 2 stages, safe except 1 unknown.");
  });

  test("the summary: headline, table, plan, way back, one detail for each finding", () => {
    expect(github(report).markdown).toMatchInlineSnapshot(`
      "## ✕ 1 version pair breaks if this ships at once. In 2 stages it does not; 1 stays unknown.

      |  | sends | receives | what | in contact |
      | --- | --- | --- | --- | --- |
      | ✕ | web 1.9.0 (new) | api 1.9.4 (old) | \`PUT /cart request\` | as requested; kept apart in the plan |
      | ? | web 1.9.0 (new) | api 2.0.0 (new) | \`PUT /cart response\` | as requested and in the plan |

      **? Plan \`7f3c9a1e\` is unproven: safe except 1 unknown,** web 1.9.0 → api 2.0.0.

      | stage | old → new | way back |
      | --- | --- | --- |
      | 1 | api 1.9.4 → 2.0.0 | free |
      | 2 | web 1.8.3 → 1.9.0 | costs |

      **Way back:** **free** until web 1.9.0 starts. Then it **costs**: open pages must be gone first.

      <details><summary>✕ web 1.9.0 → api 1.9.4, <code>PUT /cart request</code></summary>

      web may send, rejected at \`/shipping\`:

      \`\`\`json
      {
        "shipping": {
          "zip": "0"
        }
      }
      \`\`\`

      api rejects: /shipping is not declared. In the plan: the plan keeps them apart. Place: \`api/openapi.yaml#/paths/~1cart/put\`. More: \`crossfade explain 11111111\`.

      </details>

      <details><summary>? web 1.9.0 → api 2.0.0, <code>PUT /cart response</code></summary>

      Why: 503 has no body. Decides: a body for 503. In the plan: no order avoids it. Place: \`api/openapi.yaml#/paths/~1cart/put\`. More: \`crossfade explain 22222222\`.

      </details>

      2 pairs fit, 0 are never in contact.
      "
    `);
  });

  test("no order: the ways out with their commands", () => {
    const queue = new Story()
      .part("api", "service")
      .part("worker", "worker")
      .link("api -> worker", { lasts: 4 })
      .breaks("api@0 -> worker@1", "api@1 -> worker@0");
    expect(github(reportOf(queue)).markdown).toContain(
      '- `bridge api` (proven, no downtime, 3 stages, waits of up to about 4 days): `crossfade plan --choose "bridge api"`\n',
    );
  });

  test("what no contract says is to be ticked off, and the reading is named", () => {
    const reading = { world: "closed", receiver: "tolerant" } as const;
    const item = {
      id: "not-expressed/events",
      kind: "human",
      text: "Events: keys, order",
      links: [],
    } as const;
    const links = report.links.map((each) => ({ ...each, form: "events", reading }));
    expect(github({ ...report, links, checklist: [item] }).markdown).toContain(
      "\n- [ ] Not said by Events\\: keys, order\n\nRead as: sender closed, receiver tolerant \\(events\\).\n",
    );
  });

  test("all fits, and nothing moves", () => {
    const fits = reportOf(new Story().part("web", "web").part("api", "service").link("web -> api"));
    expect(github(fits).text).toBe("crossfade: This fits, even if it ships at once.\n");
    expect(github(fits).markdown?.split("\n")[0]).toBe("## ✓ This fits, even if it ships at once.");
    const still = reportOf(new Story().part("web", "web", { versions: ["1"] }));
    expect(github(still).markdown).toBe("Nothing to compare\\: no component moves between v1 and HEAD.\n");
  });

  test("a summary stays below what a comment may have, however much there is to say", () => {
    const [finding] = Object.values(report.findings);
    const [pair] = report.atOnce;
    if (!finding || !pair) throw new Error("the fixture has findings");
    const long = "|".repeat(5000);
    const ids = [...Array(500).keys()].map((each) => `${1_000_000_000 + each}`);
    const many = {
      ...report,
      findings: Object.fromEntries(
        ids.map((id) => [
          id,
          { ...finding, id, why: long, operation: long, counterexample: { value: { long }, at: "/long" } },
        ]),
      ),
      atOnce: ids.map((id) => ({ ...pair, so: long, findings: [id] })),
    };
    expect(github(many).markdown?.length).toBeLessThan(65_536);
    expect(github(many).text.split("\n")).toHaveLength(12);
  });
});
