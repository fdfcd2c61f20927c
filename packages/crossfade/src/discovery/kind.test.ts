import { describe, expect, test } from "vitest";
import { repositoryOf } from "../../../../test/support/repository-of.ts";
import { surveyOf } from "./survey.ts";

type Files = Readonly<Record<string, string | object>>;

/** "kind: evidence; …" of the root in x/, with "?" where it is a guess. */
function seen(files: Files, folder = "x/"): string {
  const root = surveyOf(repositoryOf(files)).roots.find((each) => each.folder === folder);
  if (root === undefined) return "no root";
  const { kind = "library", evidence = [], check } = root.seen ?? {};
  return `${kind}${check === undefined ? "" : "?"}: ${evidence.join("; ")}`;
}

const needs = (...names: string[]) => ({
  name: "x",
  dependencies: Object.fromEntries(names.map((name) => [name, "1"])),
});
const builtWith = (...names: string[]) => ({
  name: "x",
  devDependencies: Object.fromEntries(names.map((name) => [name, "1"])),
});

describe("a Node package is what it depends on and what lies in it", () => {
  test.each<[string, Files]>([
    ["service: x/package.json: depends on fastify", { "x/package.json": needs("fastify") }],
    ["worker?: x/package.json: depends on bullmq", { "x/package.json": needs("bullmq") }],
    ["service: x/package.json: depends on express", { "x/package.json": needs("express", "bullmq") }],
    ["job?: x/package.json: depends on node-cron", { "x/package.json": needs("node-cron") }],
    ["mobile: x/package.json: depends on expo", { "x/package.json": needs("expo", "react") }],
    ["desktop: x/package.json: depends on electron", { "x/package.json": builtWith("electron") }],
    ["web?: x/package.json: depends on next", { "x/package.json": needs("next", "react") }],
    [
      "web: x/index.html; x/vite.config.ts; x/package.json: depends on react",
      { "x/package.json": needs("react"), "x/index.html": "", "x/vite.config.ts": "export default {}" },
    ],
    [
      "web: x/webpack.config.js; x/package.json: depends on vue",
      { "x/package.json": builtWith("vue"), "x/webpack.config.js": "" },
    ],
    [
      "extension: x/public/manifest.json",
      {
        "x/package.json": needs("react"),
        "x/index.html": "",
        "x/public/manifest.json": { manifest_version: 3 },
      },
    ],
    [
      "add-in: x/manifest.prod.xml",
      { "x/package.json": needs("react"), "x/manifest.prod.xml": "<?xml?>\n<OfficeApp xmlns='x'>" },
    ],
    ["service?: x/Dockerfile", { "x/package.json": needs("lodash"), "x/Dockerfile": "FROM node" }],
    [
      'service?: x/package.json: "start": "node main.js"',
      { "x/package.json": { ...needs(), scripts: { start: "node main.js" } } },
    ],
    ["library: ", { "x/package.json": needs("lodash") }],
    ["no root", { "x/package.json": { type: "module" }, "x/a.js": "" }],
    ["no root", { "x/package.json": "{ broken", "x/a.js": "" }],
  ])("%s", (expected, files) => {
    expect(seen(files)).toBe(expected);
  });

  test("a web app manifest is no browser extension", () => {
    expect(seen({ "x/package.json": needs("lodash"), "x/manifest.json": { name: "shop", icons: [] } })).toBe(
      "library: ",
    );
  });

  test("a server in devDependencies is a test's, not the package's", () => {
    expect(seen({ "x/package.json": builtWith("express") })).toBe("library: ");
  });

  test("a library is bundled too, but nobody opens it", () => {
    const files = {
      "x/package.json": builtWith("react", "vite"),
      "x/vite.config.ts": "build: { lib: { entry: 'a' } }",
    };
    expect(seen(files)).toBe("library: ");
  });

  test("a server that also serves a page is a service", () => {
    expect(seen({ "x/package.json": needs("express"), "x/public/index.html": "" })).toMatch(/^service: /);
  });

  test("phones have a folder each", () => {
    const files = { "x/pubspec.yaml": "name: x", "x/ios/a.swift": "", "x/android/b.kt": "" };
    expect(seen(files)).toBe("mobile: x/ios/; x/android/");
  });
});

describe("names say what code does not", () => {
  test.each<[string, string, Files]>([
    ["worker", "worker?: the name of worker/", { "worker/package.json": needs("pg") }],
    [
      "order-consumer",
      "worker: the name of order-consumer/; order-consumer/package.json: depends on kafkajs",
      { "order-consumer/package.json": needs("kafkajs", "fastify") },
    ],
    ["nightly-job", "job?: the name of nightly-job/", { "nightly-job/package.json": needs("pg") }],
    ["coworker-portal", "library: ", { "coworker-portal/package.json": needs("pg") }],
  ])("%s", (folder, expected, files) => {
    expect(seen(files, `${folder}/`)).toBe(expected);
  });
});

test("a document of an API makes a service of what nothing else is known of, but not of its client", () => {
  const document = "openapi: 3.1.0\npaths: {}";
  expect(seen({ "x/package.json": needs(), "x/openapi.yaml": document })).toBe("service?: x/openapi.yaml");
  const client = { "x/package.json": needs(), "x/index.html": "", "x/openapi.yaml": document };
  expect(seen(client)).toBe("web: x/index.html");
});

describe("other languages", () => {
  test.each<[string, Files]>([
    [
      "service: x/go.mod: depends on github.com/gin-gonic/gin",
      { "x/go.mod": "module x\nrequire github.com/gin-gonic/gin v1.9.0\n" },
    ],
    ["service?: x/cmd/api/main.go", { "x/go.mod": "module x", "x/cmd/api/main.go": "package main" }],
    [
      "service: x/Cargo.toml: depends on axum",
      { "x/Cargo.toml": "[package]\n[dependencies]\naxum = '1'", "x/src/main.rs": "" },
    ],
    ["library: ", { "x/Cargo.toml": "[package]\nname = 'x'", "x/src/lib.rs": "" }],
    ["no root", { "x/Cargo.toml": "[workspace]\nmembers = []" }],
    [
      "service: x/pyproject.toml: depends on fastapi",
      { "x/pyproject.toml": 'dependencies = ["fastapi>=0.1"]' },
    ],
    ["worker?: x/requirements.txt: depends on celery", { "x/requirements.txt": "celery==5\n" }],
    [
      "service: x/pom.xml: depends on spring-boot-starter-web",
      { "x/pom.xml": "<artifactId>spring-boot-starter-web</artifactId>" },
    ],
    ["no root", { "x/pom.xml": "<packaging>pom</packaging>" }],
    [
      "service: x/X.csproj: depends on Microsoft.NET.Sdk.Web",
      { "x/X.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web">' },
    ],
    ["library: ", { "x/build.gradle": "implementation 'io.micronaut:micronaut-core'" }],
  ])("%s", (expected, files) => {
    expect(seen(files)).toBe(expected);
  });

  test("a Go module with several commands is as many components", () => {
    const files = {
      "go.mod": "module x\nrequire github.com/go-chi/chi v5\n",
      "cmd/api/main.go": "",
      "cmd/mail-worker/main.go": "",
      "cmd/migrate/main.go": "",
    };
    expect(seen(files, "cmd/api/")).toMatch(/^service: /);
    expect(seen(files, "cmd/mail-worker/")).toMatch(/^worker\?: /);
    expect(seen(files, "cmd/migrate/")).toBe("no root");
  });
});

describe("what others are built from", () => {
  const root = { "package.json": { workspaces: ["p/*"] } };

  test("is a library, even if it needs a server's package", () => {
    const files = {
      ...root,
      "p/a/package.json": { name: "a", dependencies: { b: "*", fastify: "1" } },
      "p/b/package.json": { name: "b", dependencies: { express: "1" } },
    };
    expect(seen(files, "p/b/")).toBe("library: ");
    expect(seen(files, "p/a/")).toMatch(/^service/);
  });

  test("is still a service where it is started by itself", () => {
    const files = {
      ...root,
      "p/a/package.json": { name: "a", dependencies: { b: "*" } },
      "p/b/package.json": { name: "b", dependencies: { express: "1" }, scripts: { start: "node ." } },
    };
    expect(seen(files, "p/b/")).toMatch(/^service/);
  });

  test("the manifest of a workspace runs nothing itself", () => {
    expect(seen({ ...root, "package.json": { ...needs("express"), workspaces: ["p/*"] } }, "")).toBe(
      "library: ",
    );
  });
});
