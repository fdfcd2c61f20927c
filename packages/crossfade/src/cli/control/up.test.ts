import { afterEach, describe, expect, test } from "vitest";
import { ControlSite, type ControlSiteOptions } from "../../../../../test/support/control-site.ts";
import type { UpNotice } from "../control-ports.ts";

const sites: ControlSite[] = [];
afterEach(async () => {
  await Promise.all(sites.splice(0).map((site) => site.close()));
});

async function site(options: ControlSiteOptions = {}) {
  const opened = await ControlSite.open(options);
  sites.push(opened);
  return opened;
}

const serving: UpNotice = {
  kind: "serving",
  url: "http://127.0.0.1:7717",
  store: { kind: "embedded", folder: ".crossfade/control" },
  environments: ["production"],
  releases: ["shop-2"],
};

describe("crossfade up", () => {
  test("serves on this machine alone unless it is told otherwise", async () => {
    const shop = await site();
    await shop.run("up");
    await shop.run("up --listen [::]:80 --config c.yaml --environment staging");
    await shop.run("up --flagd 127.0.0.1:9015");
    expect(shop.ups).toEqual([
      { listen: { host: "127.0.0.1", port: 7717 } },
      { listen: { host: "::", port: 80 }, config: "c.yaml", environment: "staging" },
      { listen: { host: "127.0.0.1", port: 7717 }, flagd: { host: "127.0.0.1", port: 9015 } },
    ]);
  });

  test.each([
    "up --listen 7717",
    "up --listen localhost",
    "up --listen 127.0.0.1:70000",
    "up --listen ::1:7717",
  ])("%s is a slip", async (line) => {
    const shop = await site();
    expect((await shop.run(line)).code).toBe(2);
    expect(shop.ups).toEqual([]);
  });

  test("says where it serves, how releases are kept and what that does not survive, and where the first token is", async () => {
    const path = "/shop/.crossfade/control/admin-token";
    const shop = await site({ notices: [serving, { kind: "first-token", path }] });
    expect((await shop.run("up")).out).toBe(`The control plane serves at http://127.0.0.1:7717
Environments: production
Releases are kept in .crossfade/control, in an embedded PostgreSQL: they survive a crash of this program, not a loss of power. For production set DATABASE_URL.
1 release goes on: shop-2
The first token, of an admin, is in ${path}. Only you can read it; commands here use it by themselves.
`);
  });

  test("says where providers of flagd get definitions, if they do", async () => {
    const shop = await site({ notices: [{ ...serving, flagd: "127.0.0.1:8015" }] });
    expect((await shop.run("up")).out).toContain("\nProviders of flagd get definitions at 127.0.0.1:8015\n");
  });

  test("warns where other machines reach it", async () => {
    const open = {
      ...serving,
      url: "http://0.0.0.0:7717",
      store: { kind: "server" as const, name: "postgres://db/shop" },
    };
    const { out } = await (await site({ notices: [open] })).run("up");
    expect(out).toContain("Other machines reach it: put TLS in front");
    expect(out).toContain("Releases are kept in postgres://db/shop.\n");
  });

  test("tells of trouble and of its end, without letting anything at the terminal", async () => {
    const shop = await site({
      notices: [
        { kind: "trouble", what: "the router edge does not answer\u001b[2J", release: "shop-2" },
        { kind: "proxy", router: "edge", notice: { kind: "stopped", pid: 7, byUs: true } },
        { kind: "calendar-changed", releases: ["shop-2"] },
        { kind: "stopping", withinMs: 10_000, traffic: "goes on" },
        { kind: "stopped" },
      ],
    });
    expect((await shop.run("up")).out).toBe(
      "✕ shop-2: the router edge does not answer\\u{1b}[2J\nstopped\nWindows or freezes have changed: they count for shop-2 from now on.\nstopping; what is in hand has 10 s to end. The embedded routers serve on as they are. Releases go on with the next start.\nstopped\n",
    );
  });

  test("is a line of JSON a notice with --json", async () => {
    const { out } = await (await site({ notices: [{ kind: "stopped" }] })).run("up --json");
    expect(out).toBe('{"upSchema":1,"kind":"stopped"}\n');
  });
});

describe("moving a store", () => {
  test("writes a file and reads it, and says how many lines", async () => {
    const shop = await site();
    expect(await shop.run("export backup.ndjson")).toMatchObject({
      code: 0,
      out: "backup.ndjson: 1 line written.\n",
    });
    expect(await shop.run("import backup.ndjson --config c.yaml")).toMatchObject({
      out: "backup.ndjson: 2 lines read.\n",
    });
    expect(shop.files).toEqual([{ file: "backup.ndjson" }, { file: "backup.ndjson", config: "c.yaml" }]);
  });

  test("prints nothing else where it prints the store itself", async () => {
    expect((await (await site()).run("export -")).out).toBe("");
  });
});
