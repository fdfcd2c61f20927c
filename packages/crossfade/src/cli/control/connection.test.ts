import { afterEach, describe, expect, test } from "vitest";
import {
  ControlSite,
  type ControlSiteOptions,
  sendError,
  siteToken,
} from "../../../../../test/support/control-site.ts";
import { shopRelease } from "../../../../../test/support/shop-release.ts";

const sites: ControlSite[] = [];
afterEach(async () => {
  await Promise.all(sites.splice(0).map((site) => site.close()));
});

async function site(options: ControlSiteOptions = {}) {
  const opened = await ControlSite.open({ answers: { "GET /releases/shop-2": shopRelease() }, ...options });
  sites.push(opened);
  return opened;
}

describe("the token", () => {
  test("is that of CROSSFADE_TOKEN, unless a file is named", async () => {
    const shop = await site();
    await shop.run("release show shop-2");
    expect([shop.asked[0]?.token, shop.tokenFiles]).toEqual([siteToken, []]);
    await shop.run("release show shop-2 --token-file my.token");
    expect(shop.tokenFiles).toEqual(["my.token"]);
  });

  test("is the one that `crossfade up` wrote here, and goes to this machine alone", async () => {
    const place = { environments: [], tokenFile: "/shop/.crossfade/control/admin-token" };
    const shop = await site({ place, env: { CROSSFADE_TOKEN: "" } });
    expect((await shop.run("release show shop-2")).code).toBe(0);
    expect(shop.tokenFiles).toEqual([place.tokenFile]);
    const { code, err } = await shop.run("release show shop-2 --server https://crossfade.example");
    expect([code, shop.tokenFiles.length]).toEqual([2, 1]);
    expect(err).toContain("error CF_TOKEN_MISSING: There is no token for https://crossfade.example.");
  });

  test("that is none is not sent, and not shown", async () => {
    const shop = await site({ env: { CROSSFADE_TOKEN: "hunter2\r\nx: y" } });
    const { code, err } = await shop.run("release show shop-2");
    expect([code, shop.asked]).toEqual([2, []]);
    expect(err).toContain("error CF_TOKEN_FILE: CROSSFADE_TOKEN cannot be used as a token");
    expect(err).not.toContain("hunter2");
  });

  test("goes to another machine only encrypted", async () => {
    const shop = await site();
    const { code, err } = await shop.run("release show shop-2 --server http://10.0.0.7:7717");
    expect(code).toBe(2);
    expect(err).toContain(
      "error CF_SERVER_INSECURE: Your token would go to http://10.0.0.7:7717 without encryption.",
    );
  });

  test("has no option of its own: the command line is seen by everybody on the machine", async () => {
    const shop = await site();
    expect((await shop.run(`release show shop-2 --token ${siteToken}`)).code).toBe(2);
    expect(shop.asked).toEqual([]);
  });
});

describe("the server", () => {
  test("is that of CROSSFADE_SERVER, unless one is named", async () => {
    const [shop, other] = [await site(), await site()];
    await shop.run(`release show shop-2 --server ${other.url}/`);
    expect([shop.asked.length, other.asked.length]).toEqual([0, 1]);
  });

  test("that is no address is a slip", async () => {
    const shop = await site();
    const { code, err } = await shop.run("release show shop-2 --server localhost:7717");
    expect(code).toBe(2);
    expect(err).toContain('"localhost:7717" is no address of a control plane');
  });

  test("that is away is named, with the command that starts one", async () => {
    const shop = await site();
    await shop.close();
    sites.pop();
    const { code, err } = await shop.run("release show shop-2");
    expect(code).toBe(2);
    expect(err).toMatch(
      /^error CF_SERVER_UNREACHABLE: No control plane answers at http:\/\/127\.0\.0\.1:\d+: nobody listens there\.\n {2}`crossfade up` starts/,
    );
  });

  test("refuses in its own words, with its own exit code, as text and as JSON", async () => {
    const refuse = (response: Parameters<typeof sendError>[0]) =>
      sendError(response, 409, "CF_RELEASE_PHASE", "shop-2 is completed; one cannot hold it any more.");
    const shop = await site({ answers: { "POST /releases/shop-2/hold": refuse } });
    const { code, err } = await shop.run('release hold shop-2 "the phones ring"');
    expect([code, err]).toEqual([
      1,
      "error CF_RELEASE_PHASE: shop-2 is completed; one cannot hold it any more.\n  Look again.\n",
    ]);
    const json = await shop.run('release hold shop-2 "the phones ring" --json');
    expect([json.code, JSON.parse(json.out).error.code]).toEqual([1, "CF_RELEASE_PHASE"]);
  });

  test("that does not know a route is of another version", async () => {
    const shop = await site({ answers: {} });
    const { code, err } = await shop.run("release list");
    expect(code).toBe(2);
    expect(err).toMatch(/^error CF_SERVER_SKEW: .* is Crossfade of another version, this is 1\.2\.3/);
  });
});

describe("the environment", () => {
  const status = { statusSchema: 1, environment: "x", atMs: 0, components: [], routers: [], releases: [] };
  const answers = {
    "GET /environments/production/status": status,
    "GET /environments/staging/status": status,
  };

  test("is the only one of crossfade.yaml", async () => {
    const shop = await site({ answers });
    expect((await shop.run("status")).code).toBe(0);
  });

  test("has to be named where there are several, or none", async () => {
    const several = await site({ answers, place: { environments: ["production", "staging"] } });
    const { code, err } = await several.run("status");
    expect(code).toBe(2);
    expect(err).toContain(
      "Which environment? Name it with --environment. crossfade.yaml names production, staging.",
    );
    expect((await several.run("status --environment staging")).code).toBe(0);
    const none = await site({ answers, place: { environments: [] } });
    expect((await none.run("status")).err).toContain("Which environment? Name it with --environment.\n");
  });
});

describe("help", () => {
  test.each([
    "up",
    "publish",
    "deployed",
    "status",
    "release create",
    "release watch",
    "release rollback",
    "token create",
    "deliveries list",
    "export",
  ])("of `%s` has examples", async (verb) => {
    const { code, out } = await (await site()).run(`${verb} --help`);
    expect(code).toBe(0);
    expect(out).toContain(`Examples:\n  `);
    expect(out).toContain(`crossfade ${verb}`);
  });

  test("has a verb's own options first", async () => {
    const { out } = await (await site()).run("release create --help");
    const places = ["--to <", "--dry-run", "--server <", "--config <", "--help"].map((each) =>
      out.indexOf(each),
    );
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(Math.min(...places)).toBeGreaterThan(0);
  });

  test("is pointed to, of the very verb", async () => {
    const { err } = await (await site()).run("release approve shop-2");
    expect(err).toContain("Run `crossfade release approve --help`.");
  });
});
