import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { program } from "../support/program.ts";
import { tree } from "../support/tree.ts";

/** N33. Runs `crossfade VERB --json` on two folders. */
function crossfade(verb: readonly string[], from: string, to: string) {
  const [node = "", ...rest] = program();
  const { stdout, status } = spawnSync(
    node,
    [...rest, ...verb, "--json", "--from-dir", from, "--to-dir", to],
    { encoding: "utf8" },
  );
  return { status, report: JSON.parse(stdout) as Report };
}

interface Report {
  readonly planning: {
    readonly kind: string;
    readonly stages: readonly { readonly transitions: readonly { readonly component: string }[] }[];
  };
}

/** What goes out, deployment by deployment; as one deployment it breaks. */
function deployments(from: string, to: string): readonly string[] {
  expect(crossfade(["check"], from, to).status).toBe(1);
  expect(crossfade(["check", "--allow-split"], from, to).status).toBe(0);
  const { status, report } = crossfade(["plan"], from, to);
  expect([status, report.planning.kind]).toEqual([0, "proven"]);
  return report.planning.stages.map(({ transitions }) =>
    transitions.map(({ component }) => component).join(" and "),
  );
}

const example = (name: string, version: string) => resolve("examples", name, version);

/** One version of a shop: the page calls the server, the server tells the worker what was bought. */
function shop(
  version: string,
  { endpoints, events }: { endpoints: readonly string[]; events: readonly string[] },
) {
  const paths = endpoints.map((path) => [path, { post: { responses: { 204: { description: "Done." } } } }]);
  const manifest = (name: string) => JSON.stringify({ name, version, private: true });
  return tree({
    "crossfade.yaml": `system: shop
components: { worker: { kind: worker }, api: { kind: service }, web: { kind: web } }
links:
  - { from: web, to: api, http: api/openapi.json }
  - { from: api, to: worker, events: api/events/, queue: orders, retained: 4d }
`,
    "web/package.json": manifest("web"),
    "api/package.json": manifest("api"),
    "worker/package.json": manifest("worker"),
    "api/openapi.json": JSON.stringify({
      openapi: "3.1.0",
      info: { title: "Shop", version },
      paths: Object.fromEntries(paths),
    }),
    ...Object.fromEntries(events.map((type) => [`api/events/${type}.json`, '{ "type": "object" }'])),
  });
}

test("N33: one change of page, server and worker is split: worker, then server, then page", () => {
  const before = shop("1.0.0", { endpoints: ["/cart"], events: ["bought"] });
  const after = shop("2.0.0", { endpoints: ["/cart", "/gift"], events: ["bought", "gift-bought"] });
  expect(deployments(before, after)).toEqual(["worker", "api", "web"]);
});

test("N33: taking the same away goes the other way round: page, then server, then worker", () => {
  const before = shop("2.0.0", { endpoints: ["/cart", "/gift"], events: ["bought", "gift-bought"] });
  const after = shop("3.0.0", { endpoints: ["/cart"], events: ["bought"] });
  expect(deployments(before, after)).toEqual(["web", "api", "worker"]);
});

test.each([
  ["02-backend-first", ["api", "web"]],
  ["03-new-required-event-field", ["api", "worker"]],
  ["06-rollback-is-not-free", ["worker", "api"]],
])("N33: example %s goes out in the order that its story tells", (name, order) => {
  expect(deployments(example(name, "v1"), example(name, "v2"))).toEqual(order);
});

test("N33: what no order can split is not called a plan", () => {
  const name = "04-renamed-response-field";
  const { status, report } = crossfade(["plan"], example(name, "v1"), example(name, "v2"));
  expect([status, report.planning.kind]).toEqual([1, "impossible"]);
  expect(readFileSync(join("examples", name, "README.md"), "utf8")).toContain("Impossible");
});
