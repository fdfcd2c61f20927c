import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { tree } from "../support/tree.ts";

const { version } = JSON.parse(readFileSync("packages/crossfade/package.json", "utf8")) as {
  version: string;
};
const tarballs = readdirSync("artifacts").filter((file) => file.endsWith(".tgz"));
let empty: string;

beforeAll(() => {
  empty = mkdtempSync(join(tmpdir(), "crossfade-install-"));
  writeFileSync(join(empty, "package.json"), "{}");
  writeFileSync(join(empty, ".npmrc"), "engine-strict=true\n");
  execFileSync(
    "npm",
    [
      "install",
      "--prefer-offline",
      "--no-audit",
      "--no-fund",
      ...tarballs.map((file) => resolve("artifacts", file)),
    ],
    { cwd: empty, stdio: ["ignore", "ignore", "inherit"] },
  );
});
afterAll(() => rmSync(empty, { recursive: true }));

test("there is one tarball, named after the package and its version", () => {
  expect(tarballs).toEqual([`crossfade-cli-${version}.tgz`]);
});

test("it brings its licence, and none of our workspaces", () => {
  expect(readdirSync(join(empty, "node_modules/@crossfade"))).toEqual(["cli"]);
  expect(readdirSync(join(empty, "node_modules/@crossfade/cli"))).toContain("LICENSE");
});

const openapi = (paths: object) =>
  JSON.stringify({ openapi: "3.0.3", info: { title: "shop", version: "1" }, paths });
const cart = { get: { responses: { "200": { description: "the cart" } } } };
const system = `system: shop
components:
  api: { kind: service }
  web: { kind: web }
links:
  - { from: web, to: api, http: api/openapi.json }
`;

/** A page of 2.0.0 calls an endpoint that api 1.0.0 does not have: backend first. */
const shop = Object.fromEntries(
  [
    { folder: "before", label: "1.0.0", paths: { "/cart": cart } },
    { folder: "after", label: "2.0.0", paths: { "/cart": cart, "/v2/cart": cart } },
  ].flatMap(({ folder, label, paths }) => [
    [`${folder}/crossfade.yaml`, system],
    [`${folder}/api/openapi.json`, openapi(paths)],
    ...["api", "web"].map((part) => [`${folder}/${part}/package.json`, JSON.stringify({ version: label })]),
  ]),
) as Record<string, string>;

describe.each([
  { name: "this Node", node: process.execPath },
  // .ci/run says where it lies.
  { name: "Node 24", node: process.env.CROSSFADE_NODE24 },
])("installed in an empty folder, on $name", ({ node }) => {
  function run(program: string, args: readonly string[], cwd = empty, env: NodeJS.ProcessEnv = {}) {
    const { status, stdout, stderr } = spawnSync(
      node ?? "",
      [join(empty, "node_modules/.bin", program), ...args],
      { cwd, encoding: "utf8", env: { ...process.env, ...env } },
    );
    return { status, stdout, stderr };
  }
  beforeEach((context) => requireOrSkip(context, node !== undefined, "CROSSFADE_NODE24 names no Node 24"));

  test.each(["crossfade", "trafficctl"])("%s --version", (program) => {
    expect(run(program, ["--version"])).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: "" });
  });

  test("crossfade plan puts the backend first", () => {
    const { status, stdout, stderr } = run(
      "crossfade",
      ["plan", "--from-dir", "before", "--to-dir", "after", "--json"],
      tree(shop),
    );
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toBeTypeOf("object");
  });

  test("what one check found serves the next; --no-cache neither takes nor leaves anything", () => {
    const folder = tree(shop);
    const env = { CROSSFADE_CACHE: join(folder, "cache") };
    const check = (...more: string[]) =>
      run("crossfade", ["check", "--from-dir", "before", "--to-dir", "after", ...more], folder, env);
    const without = check("--no-cache");
    expect(existsSync(env.CROSSFADE_CACHE)).toBe(false);
    expect(check()).toEqual(without);
    const kept = readdirSync(env.CROSSFADE_CACHE);
    expect(kept.length).toBeGreaterThan(0);
    expect(check()).toEqual(without);
    expect(readdirSync(env.CROSSFADE_CACHE)).toEqual(kept);
  });

  test("crossfade proxy serves, and ends in order", async () => {
    const folder = tree({
      "crossfade.yaml": `system: shop
components: { api: { kind: service } }
routers:
  edge:
    kind: embedded
    listen: 127.0.0.1:0
    routes: [{ path: /, to: api }]
    upstreams: { api: { "1.0.0": [http://127.0.0.1:9] } }
`,
    });
    const child = spawn(node ?? "", [join(empty, "node_modules/.bin/crossfade"), "proxy", "--json"], {
      cwd: folder,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    const { at } = JSON.parse(line) as { at: { host: string; port: number } };
    expect((await fetch(`http://${at.host}:${at.port}/`)).status).toBe(502);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  test("crossfade check refuses it as one deployment", () => {
    expect(
      run("crossfade", ["check", "--from-dir", "before", "--to-dir", "after"], tree(shop)),
    ).toMatchObject({
      status: 1,
      stdout: expect.stringContaining("/v2/cart"),
    });
  });
});
