import { describe, expect, test } from "vitest";
import { repositoryOf } from "../../../../test/support/repository-of.ts";
import { assetManifestOf } from "./asset-manifests.ts";
import { flagFilesOf } from "./flag-files.ts";
import { migrationsOf } from "./migrations.ts";
import { apiDocumentsOf } from "./openapi-documents.ts";
import { rootsOf } from "./roots.ts";
import { queueNameOf, schemaFoldersOf } from "./schema-folders.ts";
import { sqlQueriesOf } from "./sql-queries.ts";

type Files = Readonly<Record<string, string | object>>;

describe("documents of an API are found by what they say", () => {
  const found = (files: Files) =>
    apiDocumentsOf(repositoryOf(files)).map((each) => `${each.path} ${each.format} ${each.version}`);

  test.each<[string, Files, string[]]>([
    ["YAML", { "a/b.yaml": "openapi: 3.1.0\npaths: {}\n" }, ["a/b.yaml OpenAPI 3.1.0"]],
    [
      "quoted YAML, after comments",
      { "x.yml": "# v2\n'openapi': '3.0.3'\ninfo: {}\ncomponents: {}\n" },
      ["x.yml OpenAPI 3.0.3"],
    ],
    [
      "JSON with a byte order mark",
      { "x.json": '\uFEFF{"info":{},"openapi":"3.0.0","paths":{}}' },
      ["x.json OpenAPI 3.0.0"],
    ],
    ["Swagger 2", { "x.json": { swagger: "2.0", paths: {} } }, ["x.json Swagger 2.0"]],
    ["AsyncAPI", { "x.yaml": "asyncapi: 3.0.0\nchannels: {}\n" }, ["x.yaml AsyncAPI 3.0.0"]],
    ["the word inside", { "x.yaml": "tools:\n  openapi: 3.0.0\npaths: {}\n" }, []],
    ["a ruleset", { "x.yaml": "openapi: 3.0.0\nrules: {}\n" }, []],
    [
      "a schema that speaks of it",
      { "x.json": { properties: { openapi: { type: "string" } }, paths: {} } },
      [],
    ],
    ["broken JSON", { "x.json": '{"openapi": "3.0.0", "paths": ' }, []],
    [
      "tests and dependencies",
      {
        "test/openapi.yaml": "openapi: 3.0.0\npaths: {}",
        "vendor/openapi.yaml": "openapi: 3.0.0\npaths: {}",
      },
      [],
    ],
    ["build output", { "dist/openapi.yaml": "openapi: 3.0.0\npaths: {}" }, []],
  ])("%s", (_, files, expected) => {
    expect(found(files)).toEqual(expected);
  });
});

describe("folders of JSON Schemas", () => {
  const schema = { $schema: "https://json-schema.org/draft/2020-12/schema" };
  const found = (files: Files) =>
    schemaFoldersOf(repositoryOf(files)).map((each) => `${each.path} ${each.schemas} ${each.of}`);

  test.each<[string, Files, string[]]>([
    [
      "by name and content, with what lies deeper",
      { "api/events/a.json": schema, "api/events/v1/b.json": schema },
      ["api/events/ 2 events"],
    ],
    ["the deeper name counts", { "api/events/schemas/a.json": schema }, ["api/events/schemas/ 1 events"]],
    [
      "without $schema, but with properties",
      { "messages/a.json": { type: "object", properties: {} } },
      ["messages/ 1 events"],
    ],
    ["of a cache", { "api/cache/cart.schema.json": schema }, ["api/cache/ 1 store"]],
    ["samples are no schemas", { "events/a.json": { type: "order.created", id: 1 } }, []],
    ["another name", { "config/a.json": schema }, []],
    ["an OpenAPI document", { "schemas/a.json": { openapi: "3.0.0", type: "object", properties: {} } }, []],
  ])("%s", (_, files, expected) => {
    expect(found(files)).toEqual(expected);
  });

  test("a queue is called after what is in it", () => {
    expect(["api/events/", "orders/schemas/", "schemas/"].map(queueNameOf)).toEqual([
      "events",
      "orders",
      "schemas",
    ]);
  });
});

describe("migrations of every tool", () => {
  const found = (files: Files) =>
    migrationsOf(repositoryOf(files)).map(
      ({ path, tool, migrations, engine = "-" }) => `${path} ${tool} ${migrations} ${engine}`,
    );

  test.each<[string, Files, string[]]>([
    [
      "Prisma",
      {
        "prisma/migrations/01_a/migration.sql": "",
        "prisma/migrations/02_b/migration.sql": "",
        "prisma/migrations/migration_lock.toml": 'provider = "postgresql"',
      },
      ["prisma/migrations/ Prisma 2 postgres"],
    ],
    [
      "Prisma on another database",
      { "m/1/migration.sql": "", "m/migration_lock.toml": 'provider = "mysql"' },
      ["m/ Prisma 1 mysql"],
    ],
    [
      "Drizzle",
      { "drizzle/0000_a.sql": "", "drizzle/meta/_journal.json": { dialect: "pg", entries: [{}] } },
      ["drizzle/ Drizzle 1 postgres"],
    ],
    [
      "Knex",
      { "db/migrations/20240101120000_a.js": "", "db/migrations/20240102120000_b.ts": "" },
      ["db/migrations/ Knex 2 -"],
    ],
    [
      "Flyway",
      { "src/main/resources/db/migration/V1__a.sql": "", "src/main/resources/db/migration/V1.2__b.sql": "" },
      ["src/main/resources/db/migration/ Flyway 2 -"],
    ],
    [
      "golang-migrate",
      { "go.mod": "module x", "m/000001_a.up.sql": "", "m/000001_a.down.sql": "" },
      ["m/ golang-migrate 1 -"],
    ],
    [
      "sqlx",
      {
        "Cargo.toml": "[package]",
        "migrations/20240101120000_a.up.sql": "",
        "migrations/20240101120000_a.down.sql": "",
      },
      ["migrations/ sqlx 1 -"],
    ],
    [
      "sqlx without a way down",
      { "Cargo.toml": "[package]", "migrations/20240101120000_a.sql": "" },
      ["migrations/ sqlx 1 -"],
    ],
    [
      "plain SQL",
      { "db/migrations/001_a.sql": "", "db/migrations/002_b.sql": "" },
      ["db/migrations/ plain SQL 2 -"],
    ],
    [
      "two databases",
      { "a/migrations/1_a.sql": "", "b/migrations/1_a.sql": "" },
      ["a/migrations/ plain SQL 1 -", "b/migrations/ plain SQL 1 -"],
    ],
    ["one numbered query elsewhere", { "reports/2024_sales.sql": "" }, []],
    ["tests", { "test/migrations/1_a.sql": "" }, []],
    ["sources with numbers", { "src/20240101120000_a.ts": "" }, []],
  ])("%s", (_, files, expected) => {
    expect(found(files)).toEqual(expected);
  });
});

describe("flag files", () => {
  const found = (files: Files) =>
    flagFilesOf(repositoryOf(files)).map((each) => `${each.path} ${each.format} ${each.flags}`);

  test.each<[string, Files, string[]]>([
    [
      "a mapping of features",
      { "config/flags.yaml": "features:\n  new-cart: { rollout: 10 }\n" },
      ["config/flags.yaml features 1"],
    ],
    [
      "whatever it is called",
      { "config/x.yaml": "features:\n  new-cart: { enabled: true }\n  old-cart: { enabled: false }\n" },
      ["config/x.yaml features 2"],
    ],
    [
      "flagd",
      { "f.json": { flags: { a: { state: "ENABLED", variants: { on: true } } } } },
      ["f.json flagd 1"],
    ],
    ["another tool's features", { "x/devcontainer.json": { features: { "ghcr.io/x": {} } } }, []],
    ["flags of something else", { "f.json": { flags: { a: 1 } } }, []],
    ["a list", { "features.yaml": "features:\n  - a\n" }, []],
  ])("%s", (_, files, expected) => {
    expect(found(files)).toEqual(expected);
  });
});

describe("the files that a page asks for", () => {
  const manifest = (files: Files) => {
    const repository = repositoryOf({
      "web/package.json": { name: "web", devDependencies: { "webpack-manifest-plugin": "1" } },
      ...files,
    });
    const [root] = rootsOf(repository, repository.paths);
    const found = root && assetManifestOf(root, repository);
    return found && `${found.path} ${found.tool} ${found.exists ? "here" : "not yet"} ${found.built}`;
  };

  test.each<[string, Files, string | undefined]>([
    [
      "Vite's, built",
      { "web/dist/.vite/manifest.json": {} },
      "web/dist/.vite/manifest.json Vite here web/dist/",
    ],
    [
      "Create React App's",
      { "web/build/asset-manifest.json": {} },
      "web/build/asset-manifest.json webpack here web/build/",
    ],
    [
      "Vite's, asked for",
      { "web/vite.config.ts": "build: { manifest: true }" },
      "web/dist/.vite/manifest.json Vite not yet web/dist/",
    ],
    [
      "elsewhere",
      { "web/vite.config.ts": "build: { outDir: 'public/app', manifest: 'm.json' }" },
      "web/public/app/m.json Vite not yet web/public/app/",
    ],
    [
      "outside of the repository",
      { "web/vite.config.ts": "build: { outDir: '../../x', manifest: true }" },
      undefined,
    ],
    ["not asked for", { "web/vite.config.ts": "build: {}" }, undefined],
    ["webpack's plugin", { "web/webpack.config.js": "" }, "web/dist/manifest.json webpack not yet web/dist/"],
  ])("%s", (_, files, expected) => {
    expect(manifest(files)).toBe(expected);
  });
});

describe("queries that are written down", () => {
  const found = (files: Files) =>
    sqlQueriesOf(repositoryOf(files)).map(({ path, from }) => `${path} by ${from}`);
  const version2 =
    "version: '2'\nsql:\n  - schema: ./m\n    queries: ./db/query\n  - queries: [db/one.sql, ../out.sql, nowhere.sql]\n";

  test.each<[string, Files, string[]]>([
    ["a contract", { "api/sql-contract.json": {} }, ["api/sql-contract.json by api/sql-contract.json"]],
    [
      "sqlc 2",
      { "api/sqlc.yaml": version2, "api/db/query/a.sql": "", "api/db/one.sql": "" },
      ["api/db/query/ by api/sqlc.yaml", "api/db/one.sql by api/sqlc.yaml"],
    ],
    ["sqlc 1", { "sqlc.json": { packages: [{ queries: "q/" }] }, "q/a.sql": "" }, ["q/ by sqlc.json"]],
    ["a path out of the repository", { "sqlc.yaml": "sql: [{ queries: ../../etc }]", "etc/a.sql": "" }, []],
    ["nonsense", { "sqlc.yaml": "sql: 3\npackages: [1, {queries: {}}]" }, []],
  ])("%s", (_, files, expected) => {
    expect(found(files)).toEqual(expected);
  });
});
