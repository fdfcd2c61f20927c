import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { assembledRepository, commit, git } from "../../../../test/support/assembled-repository.ts";
import { quietGit } from "../../../../test/support/example-repository.ts";
import { fixtures } from "../../../../test/support/fixtures.ts";
import { program } from "../../../../test/support/program.ts";
import { describeWithFixture } from "../../../../test/support/require-or-skip.ts";
import { tree } from "../../../../test/support/tree.ts";

const [command = "", ...given] = program();
const env = { ...process.env, ...quietGit };

function crossfade(cwd: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, [...given, ...args], { cwd, env, encoding: "utf8" });
  return { status, stdout, stderr };
}

const file = (folder: string) => readFileSync(join(folder, "crossfade.yaml"), "utf8");

describeWithFixture("openapi-histories", (openapi) => {
  const goalMs = 60_000;

  test("from a repository without any of it to the first answer, in under a minute", () => {
    const shop = join(tree({}), "dialog");
    const [events, sql, flags] = ["event-histories", "sql-histories", "flagd-testbed"].map(
      (name) => fixtures(name) ?? "",
    );
    assembledRepository(shop, { openapi, events: events ?? "", sql: sql ?? "", flags: flags ?? "" });
    const began = performance.now();

    const init = crossfade(shop, "init");
    expect(init).toMatchObject({ status: 0, stderr: "" });
    expect(init.stdout).toContain("7 components");
    expect(init.stdout).toContain("apps/api/prisma/migrations/ (Prisma, 19), ledger/migrations/ (sqlx, 44)");
    expect(init.stdout).toContain("crossfade check --from v1 --to .");
    const text = file(shop);
    expect(text).toContain("  api: { kind: service, paths: [apps/api/, packages/shared/] }\n");
    expect(text).toContain("  web: { kind: web, paths: [apps/web/, packages/shared/] }\n");
    expect(text).toContain("  worker: { kind: worker, paths: [apps/worker/] }\n");
    expect(text).toContain("  ledger: { kind: service }\n");
    expect(text).toContain(
      "  flags: { kind: flags, paths: [config/feature-flags.json], file: config/feature-flags.json }\n",
    );
    expect(text).toContain("  - { from: web, to: api, http: apps/api/swagger.verified.json }\n");
    expect(text).toContain("  - { from: web, to: flags, flags: config/feature-flags.json }\n");

    commit(shop, "crossfade.yaml");
    git(shop, "tag", "v2");
    // Dialogporten's own title of this change says "(breaking)".
    const check = crossfade(shop, "check", "--from", "v1", "--to", "v2");
    expect(check).toMatchObject({ status: 1, stderr: "" });
    expect(check.stdout).toContain(
      "✕ breaks   web 1.0.0 → api 2.0.0   PUT /api/v1/enduser/dialogs/{dialogId}/context/systemlabels",
    );

    const tookMs = performance.now() - began;
    process.stdout.write(`init and the first answer: ${(tookMs / 1000).toFixed(1)} s\n`);
    expect(tookMs).toBeLessThan(goalMs);

    // The producer of the events is named: the line that waited is right as it stands.
    writeFileSync(
      join(shop, "crossfade.yaml"),
      text.replace("# - { from: api, to: worker, events:", "- { from: api, to: worker, events:"),
    );
    const withEvents = crossfade(shop, "check", "--from", "v1", "--to", ".", "--json");
    expect([withEvents.status, withEvents.stderr]).toEqual([1, ""]);
    const { links, atOnce } = JSON.parse(withEvents.stdout) as {
      links: { form: string }[];
      atOnce: { link: string }[];
    };
    expect(links.map(({ form }) => form).sort()).toEqual(["events", "flags", "http"]);
    expect(atOnce.some(({ link }) => link.startsWith("api->worker events"))).toBe(true);
  }, 180_000);
});

test("on the shop of the examples nothing has to be added for the first answer to count", () => {
  const [old, next] = ["v1", "v2"].map((version) => {
    const folder = join(tree({}), version);
    cpSync(`examples/01-shop/${version}`, folder, { recursive: true });
    rmSync(join(folder, "crossfade.yaml"));
    return folder;
  }) as [string, string];
  expect(crossfade(next, "init")).toMatchObject({ status: 0, stderr: "" });
  const check = crossfade(next, "check", "--from-dir", old, "--to-dir", ".", "--json");
  expect([check.status, check.stderr]).toEqual([1, ""]);
  const { links, findings, problems } = JSON.parse(check.stdout) as {
    links: { id: string }[];
    findings: Record<string, { outcome: string }>;
    problems: unknown[];
  };
  expect(problems).toEqual([]);
  expect(links.map(({ id }) => id)).toEqual(
    expect.arrayContaining([
      "web->api http",
      "outlook->api http",
      "api->db sql",
      "web->flags flags",
      "web->web assets",
    ]),
  );
  const breaking = Object.values(findings).filter(({ outcome }) => outcome === "breaking");
  expect(breaking.length).toBeGreaterThanOrEqual(6);
});

const shopFiles = {
  "api/package.json": '{ "name": "api", "version": "1.0.0", "dependencies": { "fastify": "5.0.0" } }',
  "api/openapi.yaml":
    "openapi: 3.1.0\ninfo: { title: t, version: '1' }\npaths: { /a: { get: { responses: { '200': { description: ok } } } } }\n",
  "web/package.json": '{ "name": "web", "version": "1.0.0" }',
  "web/index.html": "<p>",
};

describe("crossfade init", () => {
  test("outside of git it looks at the folder, and the first answer compares two folders", () => {
    const folder = tree({
      "new/x": "",
      ...Object.fromEntries(Object.entries(shopFiles).map(([path, text]) => [`new/${path}`, text])),
    });
    const old = tree(shopFiles);
    const { status, stdout } = crossfade(join(folder, "new"), "init");
    expect(status).toBe(0);
    expect(stdout).toContain("crossfade check --from-dir OLD --to-dir .");
    expect(crossfade(join(folder, "new"), "check", "--from-dir", old, "--to-dir", ".").status).toBe(0);
  });

  test("an empty folder is told so, and stays empty", () => {
    const folder = tree({});
    const { status, stdout, stderr } = crossfade(folder, "init");
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("error CF_NOTHING_FOUND: ");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("twice in a row: the second time nothing is touched, and --force gives the same", () => {
    const folder = tree(shopFiles);
    expect(crossfade(folder, "init").status).toBe(0);
    const first = file(folder);
    writeFileSync(join(folder, "crossfade.yaml"), `${first}# mine\n`);
    const again = crossfade(folder, "init");
    expect(again.status).toBe(2);
    expect(again.stderr).toContain(
      "error CF_CONFIG_EXISTS: crossfade.yaml is there already and was not touched.",
    );
    expect(file(folder)).toBe(`${first}# mine\n`);
    expect(crossfade(folder, "init", "--force").status).toBe(0);
    expect(file(folder)).toBe(first);
    expect(crossfade(folder, "init", "--stdout")).toEqual({ status: 0, stdout: first, stderr: "" });
  });

  test("in a subfolder of a repository it writes at the top, where check looks", () => {
    const folder = tree(shopFiles);
    git(folder, "init", "--quiet");
    commit(folder, "first");
    const { stdout } = crossfade(join(folder, "web"), "init");
    expect(stdout).toContain("wrote    ../crossfade.yaml: 2 components, 1 link");
    expect(stdout).toContain("crossfade check --from HEAD --to .");
    expect(crossfade(folder, "check", "--from", "HEAD", "--to", ".").status).toBe(0);
  });

  test("names that people and machines should not have do no harm", () => {
    const names = [
      "ab: c, [d] {e} #f",
      "quote\"'s",
      "back\\slash",
      "new\nline",
      "st*r",
      "$(touch pwned)",
      "-dash",
      "ünï",
    ];
    const folder = tree(
      Object.fromEntries(
        names.flatMap((name) => [
          [`${name}/package.json`, '{ "name": "x", "dependencies": { "express": "5" } }'],
          [`${name}/openapi.yaml`, shopFiles["api/openapi.yaml"]],
        ]),
      ),
    );
    const { status, stdout } = crossfade(folder, "init");
    expect(status).toBe(0);
    expect(stdout).toContain("6 files left out: crossfade.yaml cannot write such a name.");
    expect(crossfade(folder, "check", "--from-dir", ".", "--to-dir", ".").stderr).toContain("CF_NO_LINKS");
    expect(existsSync(join(folder, "pwned"))).toBe(false);
  });

  test("50,000 files take seconds", () => {
    const folder = tree(shopFiles);
    for (let group = 0; group < 500; group++) {
      mkdirSync(join(folder, `data/${group}`), { recursive: true });
      for (let at = 0; at < 100; at++) writeFileSync(join(folder, `data/${group}/${at}.json`), `{"n":${at}}`);
    }
    const began = performance.now();
    const { status, stdout } = crossfade(folder, "init");
    const tookMs = performance.now() - began;
    process.stdout.write(`50,000 files: ${(tookMs / 1000).toFixed(1)} s\n`);
    expect(status).toBe(0);
    expect(stdout).toContain("30003 files were not looked into (limit maxFilesRead 20000)");
    expect(file(folder)).toContain("  - { from: web, to: api, http: api/openapi.yaml }\n");
    expect(tookMs).toBeLessThan(30_000);
  });

  test("Ctrl-C leaves nothing half-written", async () => {
    const folder = tree(shopFiles);
    const bin = tree({});
    const started = join(bin, "started");
    writeFileSync(join(bin, "git"), `#!/bin/sh\necho > "${started}"\nexec sleep 60\n`);
    chmodSync(join(bin, "git"), 0o755);
    const watcher = watch(bin);
    const child = spawn(command, [...given, "init"], {
      cwd: folder,
      env: { ...env, PATH: `${bin}:${process.env.PATH}` },
      stdio: "ignore",
    });
    while (!existsSync(started)) await once(watcher, "change");
    watcher.close();
    child.kill("SIGINT");
    expect((await once(child, "exit"))[0]).toBe(130);
    expect(readdirSync(folder).sort()).toEqual(["api", "web"]);
  });
});
