import { describe, expect, test } from "vitest";
import { repositoryOf } from "../../../../test/support/repository-of.ts";
import { parseConfig } from "../config/parse-config.ts";
import { crossfadeYaml } from "./crossfade-yaml.ts";
import { discoveryLimits } from "./limits.ts";
import { proposalFor } from "./propose.ts";
import { surveyOf } from "./survey.ts";

type Files = Readonly<Record<string, string | object>>;

function written(files: Files, name?: string): string {
  const repository = repositoryOf(files, name);
  const proposal = proposalFor(surveyOf(repository), repository);
  if (proposal === undefined) return "nothing";
  const text = crossfadeYaml(proposal);
  expect(parsed(text).complaints).toEqual([]);
  return text;
}

function parsed(text: string) {
  const result = parseConfig(text, { file: "crossfade.yaml", nowMs: 0 });
  return result.ok
    ? { config: result.config, complaints: [] }
    : { complaints: result.complaints.map(({ line, message }) => `${line}: ${message}`) };
}

/** What a user does with a line that waits: removes the "# ". */
function uncommented(text: string): string {
  return text.replace(/^( *)# (links:$| *- \{|[\w-]+: \{)/gm, "$1$2");
}

/** Without the remarks. */
function lines(files: Files): readonly string[] {
  return written(files)
    .split("\n")
    .filter((line) => /^ {2}(# )?[\w"-]+: \{|^ {2}- /.test(line) || /^ *(# )? *- \{/.test(line))
    .map((line) => line.trim());
}

const api = { "api/package.json": { name: "api", dependencies: { fastify: "1" } } };
const web = { "web/package.json": { name: "web" }, "web/index.html": "" };
const worker = { "worker/package.json": { name: "worker", dependencies: { bullmq: "1" } } };
const openapi = "openapi: 3.1.0\npaths: {}\n";
const schema = { $schema: "https://json-schema.org/draft/2020-12/schema" };

describe("calls", () => {
  test("the only client calls the service that keeps the document: active, and marked as a guess", () => {
    const text = written({ ...api, ...web, "api/openapi.yaml": openapi });
    expect(text).toMatchInlineSnapshot(`
      "# What is released together, and through what its parts meet. \`crossfade init\` wrote it from what lies here; it is yours
      # now. found: the evidence. guess: what to check. Lines in comments wait for an answer: give it, then remove the \`# \`.
      system: shop

      components:
        # found: api/package.json: depends on fastify
        api: { kind: service }
        # found: web/index.html
        web: { kind: web }

      links:
        # found: api/openapi.yaml (OpenAPI 3.1.0)
        # guess: The only client here, web, is taken to call api. Check that it does.
        - { from: web, to: api, http: api/openapi.yaml }
      "
    `);
  });

  test("a document beside the only service is that service's", () => {
    expect(lines({ ...api, ...web, "docs/openapi.yaml": openapi })).toContain(
      "- { from: web, to: api, http: docs/openapi.yaml }",
    );
  });

  test("of several clients nobody knows which call", () => {
    const mobile = { "mobile/package.json": { name: "mobile", dependencies: { expo: "1" } } };
    expect(lines({ ...api, ...web, ...mobile, "api/openapi.yaml": openapi })).toContain(
      "#   - { from: [mobile, web], to: api, http: api/openapi.yaml }",
    );
  });

  test("of several documents the plainest one is linked", () => {
    const all = lines({
      ...api,
      ...web,
      "api/openapi.yaml": openapi,
      "api/internal/admin.openapi.yaml": openapi,
    });
    expect(all).toContain("- { from: web, to: api, http: api/openapi.yaml }");
    expect(all).toContain("# - { from: web, to: api, http: api/internal/admin.openapi.yaml }");
  });

  test("a document between two services belongs to neither", () => {
    const orders = { "orders/package.json": { name: "orders", dependencies: { express: "1" } } };
    expect(lines({ ...api, ...orders, ...web, "docs/openapi.yaml": openapi })).toContain(
      "#   - { from: web, to: api, http: docs/openapi.yaml }",
    );
  });

  test("a client that keeps a document of what it calls has a link of its own", () => {
    const own = "openapi: 3.1.0\npaths:\n  /cart: {}\n";
    const served = "openapi: 3.1.0\npaths:\n  /cart: {}\n  /orders: {}\n";
    const mobile = { "mobile/package.json": { name: "mobile", dependencies: { expo: "1" } } };
    const files = { ...api, ...web, ...mobile, "api/openapi.yaml": served, "web/api.openapi.yaml": own };
    const all = lines({ ...files, "mobile/bank.json": { openapi: "3.0.0", paths: { "/accounts": {} } } });
    expect(all).toContain("- { from: web, to: api, http: web/api.openapi.yaml, served: api/openapi.yaml }");
    expect(all).toContain("# - { from: mobile, to: api, http: api/openapi.yaml }");
    expect(all).toContain("# - { from: mobile, to: mobile, http: mobile/bank.json }");
  });

  test("what a client was made from is the service's, where the service keeps none", () => {
    expect(lines({ ...api, ...web, "web/openapi.yaml": openapi })).toContain(
      "- { from: web, to: api, http: web/openapi.yaml }",
    );
  });

  test("a service that nobody here calls has callers elsewhere", () => {
    const all = lines({ ...api, "api/openapi.yaml": openapi });
    expect(all).toContain("callers: { kind: external }");
    expect(all).toContain("- { from: callers, to: api, http: api/openapi.yaml }");
  });

  test("a repository of contracts alone is the service that keeps them", () => {
    expect(lines({ "spec/openapi.yaml": openapi })).toEqual([
      "api: { kind: service, paths: [spec/openapi.yaml] }",
      "callers: { kind: external }",
      "- { from: callers, to: api, http: spec/openapi.yaml }",
    ]);
  });

  test("Swagger 2 is not read, and that is said; AsyncAPI is, and wants a link", () => {
    const text = written({
      ...api,
      "api/a.json": { swagger: "2.0", paths: {} },
      "api/b.yaml": "asyncapi: 3.0.0\nchannels: {}",
    });
    expect(text).toContain("# note: api/a.json is Swagger 2.0, which is not read: convert it to OpenAPI 3.");
    expect(text).toContain("# note: api/b.yaml is AsyncAPI 3.0.0: add a link");
    expect(parsed(text).config?.links).toEqual([]);
  });
});

describe("what is found and not certain waits as a comment", () => {
  test("messages: who sends and who receives is not known", () => {
    expect(lines({ ...api, ...worker, "api/events/a.json": schema })).toContain(
      "#   - { from: api, to: worker, events: api/events/, queue: events, retained: 4d }",
    );
  });

  test("values of a cache", () => {
    expect(lines({ ...api, "api/cache/a.json": schema })).toContain(
      "#   - { from: api, to: api, store: api/cache/, retained: 24h }",
    );
  });

  test("SQL without written queries", () => {
    expect(lines({ ...api, "db/migrations/1_a.sql": "" })).toEqual([
      "api: { kind: service }",
      "db: { kind: schema, migrations: db/migrations/ }",
      "#   - { from: api, to: db, sql: api/sql-contract.json }",
    ]);
  });

  test("SQL with written queries is a link", () => {
    const files = { ...api, "db/migrations/1_a.sql": "", "api/sql-contract.json": {} };
    expect(lines(files)).toContain("- { from: api, to: db, sql: api/sql-contract.json }");
  });

  test("a database that is no PostgreSQL, and migrations that are programs", () => {
    const mysql = { "m/1/migration.sql": "", "m/migration_lock.toml": 'provider = "mysql"' };
    expect(lines({ ...api, ...mysql })).toContain("# db: { kind: schema, paths: [m/], migrations: m/ }");
    expect(written({ ...api, "m/migrations/20240101120000_a.js": "" })).toContain(
      "# not yet: its migrations are programs",
    );
  });

  test("flags, and the files of a page", () => {
    const files = {
      ...web,
      "config/flags.yaml": "features: { a: { enabled: true } }",
      "web/vite.config.ts": "build: { manifest: true }",
    };
    expect(lines(files)).toEqual([
      "web: { kind: web }",
      "flags: { kind: flags, paths: [config/flags.yaml], file: config/flags.yaml }",
      "#   - { from: web, to: flags, flags: config/flags.yaml }",
      "#   - { from: web, to: web, assets: web/dist/.vite/manifest.json }",
    ]);
  });

  test("flags whose reader is known are a link", () => {
    const file = { "config/flags.yaml": "features: { a: { enabled: true } }" };
    const kit = { "web/package.json": { name: "web", dependencies: { "@openfeature/web-sdk": "1" } } };
    expect(lines({ ...web, ...api, ...kit, ...file })).toContain(
      "- { from: web, to: flags, flags: config/flags.yaml }",
    );
    const reads = { "web/reads-flags.json": { reads: { a: { type: "boolean", default: false } } } };
    expect(lines({ ...web, ...api, ...reads, ...file })).toContain(
      "- { from: web, to: flags, flags: web/reads-flags.json }",
    );
  });

  test("every line that waits is right once its mark is removed", () => {
    const everything = {
      ...api,
      ...web,
      ...worker,
      "api/openapi.yaml": openapi,
      "api/v2.yaml": openapi,
      "api/events/a.json": schema,
      "api/cache/a.json": schema,
      "db/migrations/1_a.sql": "",
      "m/1/migration.sql": "",
      "m/migration_lock.toml": 'provider = "mysql"',
      "config/flags.yaml": "features: { a: { enabled: true } }",
      "web/vite.config.ts": "build: { manifest: true }",
    };
    const text = written(everything);
    const all = parsed(uncommented(text));
    expect(all.complaints).toEqual([]);
    expect(all.config?.links.map(({ contract }) => contract.form).sort()).toEqual([
      "assets",
      "events",
      ...["flags", "flags", "flags"],
      "http",
      "http",
      "sql",
      "sql",
      "store",
    ]);
    const none = written({ ...api, "api/events/a.json": schema });
    expect(none).toContain("# links:\n");
    expect(parsed(uncommented(none))).toMatchObject({
      complaints: [],
      config: { links: [{ contract: { form: "events" } }] },
    });
  });
});

describe("what a component is built from", () => {
  test("libraries of the workspace move what is built from them, also through one another", () => {
    const files = {
      "package.json": { name: "@acme/shop", workspaces: ["apps/*", "packages/*"] },
      "apps/web/package.json": { name: "web", dependencies: { ui: "*" } },
      "apps/web/index.html": "",
      "packages/ui/package.json": { name: "ui", dependencies: { tokens: "*" } },
      "packages/tokens/package.json": { name: "tokens", dependencies: { ui: "*" } },
      "packages/other/package.json": { name: "other" },
    };
    const text = written(files);
    expect(text).toContain("web: { kind: web, paths: [apps/web/, packages/tokens/, packages/ui/] }");
    expect(text).toContain("npm workspace; built from packages/tokens/, packages/ui/ too");
    expect(text).toContain("system: shop\n");
    expect(text).toContain("# note: 3 folders with a manifest but nothing that runs");
  });

  test("another component stays its own, even if its types are used", () => {
    const files = {
      "package.json": { workspaces: ["*"] },
      "api/package.json": { name: "api", dependencies: { fastify: "1" }, scripts: { start: "node ." } },
      "web/package.json": { name: "web", dependencies: { api: "*" } },
      "web/index.html": "",
    };
    expect(lines(files).slice(0, 2)).toEqual(["api: { kind: service }", "web: { kind: web }"]);
  });

  test("a package at the top is everything, but for what others are built from", () => {
    const root = { "package.json": { name: "shop", dependencies: { express: "1" } }, "src/main.js": "" };
    expect(lines(root)).toContain("shop: { kind: service, paths: [./] }");
    expect(lines({ ...root, ...web, "docs/a.md": "" })).toContain(
      "shop: { kind: service, paths: [src/, package.json] }",
    );
  });

  test("commands of a Go module share what the module holds", () => {
    const files = { "go.mod": "module x", "cmd/api/main.go": "", "cmd/job/main.go": "", "internal/a.go": "" };
    expect(lines(files)).toEqual([
      "api: { kind: service, paths: [cmd/api/, internal/, go.mod] }",
      "job: { kind: job, paths: [cmd/job/, internal/, go.mod] }",
      "#   - { from: web, to: api, http: api/openapi.yaml }",
    ]);
  });

  test("manifests of an extension and an add-in", () => {
    const files = {
      "chrome/package.json": { name: "chrome" },
      "chrome/manifest.json": { manifest_version: 3 },
      "outlook/package.json": { name: "outlook" },
      "outlook/manifest.xml": "<OfficeApp>",
    };
    expect(lines(files).slice(0, 2)).toEqual([
      "chrome: { kind: extension, manifest: chrome/manifest.json }",
      "outlook: { kind: add-in }",
    ]);
  });
});

describe("foreign names", () => {
  test("nothing at all is nothing to write", () => {
    expect(written({})).toBe("nothing");
    expect(written({ "README.md": "" })).toBe("nothing");
    expect(written({ "m/migrations/20240101120000_a.js": "" })).toBe("nothing");
  });

  test.each([
    "a b/",
    "ab: c/",
    "a#b/",
    "a, [b]/",
    "a{b}/",
    "'a'/",
    '"a"/',
    "- a/",
    "!a/",
    "&a/",
    "%a/",
    "@a/",
    "true/",
    "null/",
    "123/",
    "1e3/",
    "0x1/",
    "ä/",
    "\u202Egnp/",
    "\u2028/",
    "\uFEFFa/",
    "a\u00A0/",
    "$(rm)/",
    "<<: x/",
    "constructor/",
    "on/",
    "a.manifest/",
  ])("a folder called %j is written so that it is read again", (folder) => {
    const files = {
      [`${folder}package.json`]: { name: folder, dependencies: { fastify: "1" } },
      [`${folder}openapi.yaml`]: openapi,
      [`${folder}events/a.json`]: schema,
      [`${folder}migrations/1_a.sql`]: "",
    };
    const text = written(files, folder);
    const { config } = parsed(text);
    expect(config?.links.map((each) => each.contract.path)).toContain(`${folder}openapi.yaml`);
    expect(config?.components.flatMap((each) => each.migrations ?? [])).toEqual([`${folder}migrations/`]);
    expect(parsed(uncommented(text)).complaints).toEqual([]);
    expect(text).not.toMatch(/[\u202E\u2028\uFEFF]/);
  });

  test("names that cannot be written are left out, and that is said", () => {
    const files = {
      ...api,
      "a\nb/package.json": { name: "x", dependencies: { fastify: "1" } },
      "a*/openapi.yaml": openapi,
    };
    const text = written(files);
    expect(parsed(text).config?.components.map(({ id }) => id)).toEqual(["api"]);
    expect(text).toContain("# note: 2 files left out: crossfade.yaml cannot write such a name.");
  });

  test("hostile contents of manifests do not get out of their comment", () => {
    const start = "node x\ninjected: true\u2028";
    const files = { "x/package.json": { name: "x\n\u202E", scripts: { start } } };
    expect(written(files)).not.toMatch(/^injected/m);
  });

  test("more than can be written is cut, and the file still right", () => {
    const many = Object.fromEntries(
      Array.from({ length: 500 }, (_, n) => [
        `s${n}/package.json`,
        { name: `s${n}`, dependencies: { fastify: "1" } },
      ]),
    );
    const text = written(many);
    expect(parsed(text).config?.components).toHaveLength(discoveryLimits.maxComponents);
    expect(text).toContain("300 components more were found than can be written (limit maxComponents 200)");
  });
});
