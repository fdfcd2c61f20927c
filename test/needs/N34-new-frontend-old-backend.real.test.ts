import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { type Files, system } from "../support/analysis-story.ts";
import { judge } from "../support/independent-validator.ts";
import { program } from "../support/program.ts";
import { tree } from "../support/tree.ts";

/** N34. A new web page is out while the old API still answers. */

/** The answer of GET /orders/{id}, as each version's contract has it. */
const order = {
  "1.0.0": {
    type: "object",
    required: ["id", "status"],
    properties: { id: { type: "string" }, status: { type: "string" }, refunded: { type: "integer" } },
  },
  "2.0.0": {
    type: "object",
    required: ["id", "status", "refunded"],
    properties: { id: { type: "string" }, status: { type: "string" }, refunded: { type: "integer" } },
  },
} as const;

const id = { name: "id", in: "path", required: true, schema: { type: "string" } };
/** Whether the customer is told, if the page does not say. */
const notify = (byDefault: boolean) => ({
  name: "notify",
  in: "query",
  schema: { type: "boolean", default: byDefault },
});

/** When an order is cancelled; version 2 has one more. */
const when = (...values: readonly string[]) => ({ name: "when", in: "query", schema: { enum: values } });

/** Version 1 cancels now and tells the customer; version 2 also cancels later, stays silent, and can refund. */
function api(version: keyof typeof order): object {
  const isNew = version === "2.0.0";
  return {
    openapi: "3.1.0",
    info: { title: "orders", version },
    paths: {
      "/orders/{id}": {
        get: {
          parameters: [id],
          responses: {
            200: { description: "", content: { "application/json": { schema: order[version] } } },
          },
        },
        delete: {
          parameters: [id, notify(!isNew), isNew ? when("now", "after-shipping") : when("now")],
          responses: { 204: { description: "" } },
        },
      },
      ...(isNew
        ? { "/orders/{id}/refund": { post: { parameters: [id], responses: { 200: { description: "" } } } } }
        : {}),
    },
  };
}

const revision = (version: keyof typeof order): Files => ({
  ...system(version, { web: "kind: web", api: "kind: service" }, [
    "{ from: web, to: api, http: api/openapi.json }",
  ]),
  "api/openapi.json": JSON.stringify(api(version), null, 2),
});

function run(...args: string[]) {
  const files = { v1: revision("1.0.0"), v2: revision("2.0.0") };
  const folder = tree(
    Object.fromEntries(
      Object.entries(files).flatMap(([name, each]) =>
        Object.entries(each).map(([path, text]) => [`${name}/${path}`, text]),
      ),
    ),
  );
  const [node = "", ...rest] = program();
  const command = [...rest, ...args, "--from-dir", "v1", "--to-dir", "v2"];
  const { stdout, status, stderr } = spawnSync(node, command, { cwd: folder, encoding: "utf8" });
  expect(stderr).toBe("");
  return { stdout, status };
}

interface Found {
  readonly id: string;
  readonly ruleId: string;
  readonly outcome: string;
  readonly operation: string;
  readonly why: string;
  readonly counterexample?: { readonly value: unknown };
}

interface Report {
  readonly findings: Readonly<Record<string, Found>>;
  readonly atOnce: readonly {
    readonly sender: { readonly version: string };
    readonly receiver: { readonly version: string };
    readonly findings: readonly string[];
  }[];
  readonly checklist: readonly {
    readonly id: string;
    readonly text: string;
    readonly links: readonly string[];
  }[];
  readonly links: readonly { readonly reading: object }[];
  readonly planning: {
    readonly kind: string;
    readonly plan: {
      readonly waits: readonly { readonly id: string; readonly because: readonly string[] }[];
    };
  };
}

let report: Report | undefined;
function checked(): Report {
  report ??= JSON.parse(run("check", "--json").stdout) as Report;
  return report;
}

const pair = ({ atOnce }: Report, sender: string, receiver: string) =>
  atOnce.find((each) => each.sender.version === sender && each.receiver.version === receiver);

const byRule = ({ findings }: Report, ruleId: string) =>
  Object.values(findings).filter((each) => each.ruleId === ruleId);

test("N34: what a new page misses at an old API is found before the release, each with an example", () => {
  const report = checked();
  const found = pair(report, "2.0.0", "1.0.0")?.findings.map((each) => report.findings[each]);

  // A missing endpoint: the call itself is the example.
  expect(found).toContainEqual(
    expect.objectContaining({
      ruleId: "http/endpoint-missing",
      counterexample: { value: expect.stringMatching(/^POST \/orders\/[^/]+\/refund$/), at: "" },
    }),
  );

  // A missing field: an answer that the old API may give, and that the new page cannot take.
  const field = found?.find((each) => each?.ruleId === "http/response-field-required");
  expect(field?.operation).toBe("GET /orders/{id}");
  expect(field?.counterexample?.value).not.toHaveProperty("refunded");
  const verdict = (version: keyof typeof order) =>
    judge({ dialect: "2020-12", schema: order[version], value: field?.counterexample?.value }).kind;
  expect([verdict("1.0.0"), verdict("2.0.0")]).toEqual(["valid", "invalid"]);

  // An action in a way that the old API does not know.
  const action = found?.find((each) => each?.ruleId === "http/request-enum");
  expect(action?.operation).toBe("DELETE /orders/{id}");
  expect(action?.counterexample?.value).toBe("after-shipping");
});

test("N34: an action whose default changed breaks nothing on the wire, and is told with the call", () => {
  const report = checked();
  expect(byRule(report, "http/request-default-changed")).toContainEqual(
    expect.objectContaining({
      outcome: "notice",
      operation: "DELETE /orders/{id}",
      why: expect.stringContaining("is false for the client, true for the server"),
      counterexample: expect.objectContaining({ value: expect.stringMatching(/^DELETE \/orders\//) }),
    }),
  );
});

test("N34: what no contract can say of an action is one item for people, told once", () => {
  const report = checked();
  expect(report.checklist).toEqual([
    expect.objectContaining({
      id: "not-expressed/http",
      kind: "human",
      text: expect.stringContaining("idempotency"),
      links: ["web->api http"],
    }),
  ]);
  const { stdout: page, status } = run("check");
  expect(status).toBe(1);
  expect(page.split("idempotency")).toHaveLength(2);
  expect(page).toContain("sender closed, receiver strict, replies tolerant");
});

test("N34: the plan lets the API go first, so that no page meets an API that lacks what it needs", () => {
  const { status, stdout } = run("plan", "--json");
  const { planning } = JSON.parse(stdout) as Report;
  expect(status).toBe(0);
  expect(planning.kind).toBe("proven");
  const waits = planning.plan.waits.filter(({ because }) => because.length > 0).map((each) => each.id);
  expect(waits).toEqual(["end api@1.0.0 > start web@2.0.0"]);
});

test("N34: one command explains it: what, for whom and when, with which value, why, and the ways out", () => {
  const report = checked();
  const [missing] = byRule(report, "http/endpoint-missing");
  const { stdout, status } = run("explain", missing?.id ?? "");
  expect(status).toBe(0);
  expect(stdout).toContain("the client may call POST /orders/{id}/refund");
  expect(stdout).toContain("at once  from when web 2.0.0 starts until api 1.0.0 has ended");
  expect(stdout).toContain("planned  never: release api 2.0.0 fully before web 2.0.0");
  expect(stdout).toMatch(
    /api\/openapi\.json:\d+#\/paths\/~1orders~1\{id\}~1refund\/post, what web 2\.0\.0 says/,
  );
  expect(stdout).toMatch(/api\/openapi\.json:\d+#\/paths, what api 1\.0\.0 says/);
  expect(stdout).toContain("Release the server that has the endpoint before the clients that call it.");
});
