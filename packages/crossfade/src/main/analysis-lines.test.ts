import { expect, test } from "vitest";
import { analyse, system } from "../../../../test/support/analysis-story.ts";

const openapi = (required: string) => `openapi: 3.1.0
info: { title: shop, version: "1" }
paths:
  /cart:
    get:
      responses:
        "200":
          description: the cart
          content:
            application/json:
              schema:
                type: object
                required: [${required}]
                properties:
                  ${required}: { type: integer }
`;

test("a finding names the line of both contracts", async () => {
  const parts = { web: "kind: web", api: "kind: service" };
  const links = ["{ from: web, to: api, http: api/openapi.yaml }"];
  const report = await analyse(
    { ...system("1.0.0", parts, links), "api/openapi.yaml": openapi("total") },
    { ...system("2.0.0", parts, links), "api/openapi.yaml": openapi("total_cents") },
  );
  const found = Object.values(report.findings).filter(
    (each) => each.ruleId === "http/response-field-required",
  );
  expect(found.map(({ place, other }) => [place, other])).toContainEqual([
    expect.objectContaining({ side: "sender", document: "api/openapi.yaml", line: 13 }),
    expect.objectContaining({ side: "receiver", document: "api/openapi.yaml", line: 13 }),
  ]);
});
