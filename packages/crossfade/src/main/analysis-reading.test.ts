import { expect, test } from "vitest";
import { analyse, ruleIdsOf, system } from "../../../../test/support/analysis-story.ts";
import { apiOf } from "../../../../test/support/contract-story.ts";
import { object } from "../../../../test/support/http-calls.ts";
import type { Report } from "../analysis/report.ts";

const text = { type: "string" };
const parts = { web: "kind: web", api: "kind: service" };

/** The new page sends one more field and knows fewer states than the old API, which is closed to unknown fields. */
function check(reading: string): Promise<Report> {
  const revision = (version: string, sent: object, states: readonly string[]) => ({
    ...system(version, parts, [`{ from: web, to: api, http: api/openapi.json${reading} }`]),
    "api/openapi.json": JSON.stringify(
      apiOf({
        sends: object(sent, [], { additionalProperties: false }),
        answers: object({ state: { enum: states } }),
      }),
    ),
  });
  return analyse(
    revision("1.0.0", { a: text }, ["open", "paid", "gone"]),
    revision("2.0.0", { a: text, b: text }, ["open", "paid"]),
  );
}

const readingOf = ({ links }: Report) => links[0]?.reading;
const defaults = { world: "closed", receiver: "strict", replyReceiver: "tolerant", appliesDefaults: false };

test("a link that says nothing is read by the defaults of its kind, and the report names them", async () => {
  const report = await check("");
  expect(readingOf(report)).toEqual(defaults);
  expect(ruleIdsOf(report)).toEqual(["http/request-field-unexpected", "http/response-enum"]);
});

test("a server that takes unknown fields, and a client that takes unknown texts, say so", async () => {
  const tolerant = await check(", reading: { receiver: tolerant }");
  expect(readingOf(tolerant)).toEqual({ ...defaults, receiver: "tolerant" });
  expect(ruleIdsOf(tolerant)).not.toContain("http/request-field-unexpected");
  expect(ruleIdsOf(tolerant)).toContain("http/response-enum");
  const open = await check(", reading: { replies: open-enum }");
  expect(ruleIdsOf(open)).toEqual(["http/request-field-unexpected"]);
});
