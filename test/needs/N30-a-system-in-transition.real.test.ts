import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { program } from "../support/program.ts";
import { tree } from "../support/tree.ts";

/**
 * N30. Frontend bundles, API servers, workers, scheduled jobs, schema, caches, third-party callbacks, each at its own speed:
 * what may coexist with what, and for how long. Shown on the shop, which is a real system (test/examples/shop starts it).
 */

const [from, to] = [resolve("examples/01-shop/v1"), resolve("examples/01-shop/v2")];

interface Report {
  readonly components: readonly {
    readonly id: string;
    readonly kind: string;
    readonly chain: readonly string[];
  }[];
  readonly links: readonly { readonly id: string; readonly medium: string; readonly form: string }[];
  readonly matrix: readonly {
    readonly link: string;
    readonly rows: readonly (readonly { verdict: string; asRequested: string; asPlanned?: string }[])[];
  }[];
  readonly planning: {
    readonly kind: string;
    readonly lanes: readonly {
      component: string;
      spans: readonly { version: string; from: number; to: number }[];
    }[];
  };
}

/** One report tells all of it. */
function planOf(from: string, to: string): Report {
  const [node = "", ...rest] = program();
  const folders = ["--from-dir", from, "--to-dir", to];
  const { stdout } = spawnSync(node, [...rest, "plan", ...folders, "--json"], { encoding: "utf8" });
  return JSON.parse(stdout) as Report;
}
const { components, links, matrix, planning } = planOf(from, to);

test("every kind of part is in the picture, each with its own versions", () => {
  const kinds = new Set(components.map((each) => each.kind));
  for (const kind of ["web", "service", "worker", "job", "schema", "assets", "flags", "extension"])
    expect(kinds).toContain(kind);
  expect(components.filter((each) => each.chain.length > 1).length).toBeGreaterThan(5);
});

test("every medium is compared: calls, queues, caches and rows, SQL, assets, flags, frames, callbacks", () => {
  for (const form of ["http", "events", "store", "sql", "assets", "flags", "frame"])
    expect(links.map((each) => each.form)).toContain(form);
  const cells = matrix.flatMap((each) => each.rows.flat());
  expect(cells.filter((each) => each.verdict === "unknown")).toEqual([]);
  expect(cells.some((each) => each.verdict === "breaking")).toBe(true);
});

test("it says what may coexist: no breaking pair is in contact in any stage of the plan", () => {
  expect(planning.kind).toBe("proven");
  const breaking = matrix.flatMap((each) => each.rows.flat()).filter((each) => each.verdict === "breaking");
  expect(new Set(breaking.map((each) => each.asPlanned))).toEqual(new Set(["apart"]));
});

test("each part moves at its own speed: old and new of one part overlap in other stages than those of another", () => {
  const starts = new Set(
    planning.lanes.map(({ spans }) => `${spans.map((span) => `${span.version} ${span.from}-${span.to}`)}`),
  );
  expect(starts.size).toBeGreaterThan(2);
});

/** A shop whose api takes a bank's callbacks, which are tried again for three days. */
function withBank(version: string, required: readonly string[]): string {
  return tree({
    "crossfade.yaml": `system: shop
components: { api: { kind: service }, bank: { kind: external } }
links:
  - { from: bank, to: api, events: callbacks/sent.json, served: api/callbacks.json, retained: 3d }
`,
    "api/package.json": JSON.stringify({ name: "api", version }),
    "callbacks/sent.json": JSON.stringify({ type: "object", properties: { paid: {} }, required: ["paid"] }),
    "api/callbacks.json": JSON.stringify({ type: "object", required }),
  });
}

test("a third party's callbacks are in the picture too: what it sends is not ours to change", () => {
  const before = withBank("1.0.0", ["paid"]);
  expect(planOf(before, withBank("2.0.0", [])).planning.kind).toBe("proven");
  expect(planOf(before, withBank("2.0.0", ["paid", "iban"])).planning.kind).toBe("impossible");
});
