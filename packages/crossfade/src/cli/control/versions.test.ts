import { afterEach, describe, expect, test } from "vitest";
import { ControlSite, type ControlSiteOptions } from "../../../../../test/support/control-site.ts";
import { shopNowMs } from "../../../../../test/support/shop-release.ts";
import type { PublishRequest } from "../../wire/requests.ts";

const sites: ControlSite[] = [];
afterEach(async () => {
  await Promise.all(sites.splice(0).map((site) => site.close()));
});

async function site(options: ControlSiteOptions = {}) {
  const opened = await ControlSite.open(options);
  sites.push(opened);
  return opened;
}

const request = (component: string, label: string): PublishRequest => ({
  component,
  label,
  contents: "sha256:1",
  builtAgainst: { worker: "1.4.0" },
  files: { "crossfade.yaml": "system: shop" },
});
const published = (component: string, label: string, isNew = true) => ({
  version: { component, label },
  isNew,
});

describe("publishing", () => {
  test("sends what the checkout says, and says what is new", async () => {
    const shop = await site({
      collected: [request("api", "2.0.0")],
      answers: { "POST /versions": published("api", "2.0.0") },
    });
    const { code, out } = await shop.run("publish api@2.0.0");
    expect([code, out]).toEqual([0, "api@2.0.0 is published.\n"]);
    expect(shop.collects).toEqual([
      { versions: [{ component: "api", label: "2.0.0" }], from: { kind: "work-tree" } },
    ]);
    expect(shop.asked[0]?.body).toEqual(request("api", "2.0.0"));
  });

  test("the very same once more is fine, and said", async () => {
    const shop = await site({
      collected: [request("api", "2.0.0")],
      answers: { "POST /versions": published("api", "2.0.0", false) },
    });
    expect(await shop.run("publish api")).toMatchObject({
      code: 0,
      out: "api@2.0.0 was published already; it is the very same.\n",
    });
    expect(shop.collects[0]?.versions).toEqual([{ component: "api" }]);
  });

  test("adds what only the builder knows: the artefact, and against what it was built", async () => {
    const shop = await site({
      collected: [request("web", "1.9.0")],
      answers: { "POST /versions": published("web", "1.9.0") },
    });
    await shop.run(
      "publish web --against api@1.9.4 --against worker@2.0.0 --against web@1.0.0 --artifact-digest sha256:ab",
    );
    expect(shop.asked[0]?.body).toMatchObject({
      builtAgainst: { api: "1.9.4", worker: "2.0.0" },
      artifactDigest: "sha256:ab",
    });
    expect(shop.asked[0]).not.toHaveProperty("body.builtAgainst.web");
  });

  test.each([
    ["publish --all --revision v2", { versions: [], from: { kind: "revision", revision: "v2" } }],
    [
      "publish api --from-dir v2",
      { versions: [{ component: "api" }], from: { kind: "folder", folder: "v2" } },
    ],
    ["publish --all --config c.yaml", { versions: [], from: { kind: "work-tree" }, config: "c.yaml" }],
  ])("%s looks there", async (line, collect) => {
    const shop = await site();
    expect((await shop.run(line)).code).toBe(0);
    expect(shop.collects).toEqual([collect]);
  });

  test.each([
    ["publish", "Say which"],
    ["publish api --all", "Say which"],
    ["publish api@", "names no version"],
    ["publish api --from-dir a --revision b", "cannot be mixed"],
    ["publish api --against worker", "Write it as api@2.0.0."],
    ["publish api --against worker@1 --against worker@2", "worker is named twice."],
  ])("%s is a slip", async (line, why) => {
    const shop = await site();
    const { code, err } = await shop.run(line);
    expect([code, shop.asked]).toEqual([2, []]);
    expect(err).toContain(why);
  });

  test("one digest is not of two versions", async () => {
    const shop = await site({ collected: [request("api", "2"), request("web", "2")] });
    expect((await shop.run("publish --all --artifact-digest sha256:ab")).err).toContain(
      "--artifact-digest is of one version",
    );
    expect(shop.asked).toEqual([]);
  });
});

describe("telling what runs", () => {
  const call = "POST /environments/production/deployments";
  const entries = [{ seq: 1, atMs: shopNowMs, actor: "ci", fact: { kind: "deployed" } }];

  test("says that it is deployed, and where one sees whether anybody sees it", async () => {
    const shop = await site({ answers: { [call]: { entries } } });
    const { code, out } = await shop.run(
      "deployed api@2.0.0 --endpoint http://10.0.0.7:8080 --endpoint http://10.0.0.8:8080",
    );
    expect([code, out]).toEqual([
      0,
      "api 2.0.0 is deployed in production. Whether anybody sees it: crossfade status --environment production\n",
    ]);
    expect(shop.asked[0]?.body).toEqual({
      component: "api",
      label: "2.0.0",
      endpoints: ["http://10.0.0.7:8080", "http://10.0.0.8:8080"],
      serving: false,
    });
  });

  test("tells of what has users already", async () => {
    const shop = await site({ answers: { [call]: { entries } } });
    expect((await shop.run("deployed worker@1.4.0 --serving")).out).toBe(
      "worker 1.4.0 serves in production.\n",
    );
    expect(shop.asked[0]?.body).toMatchObject({ serving: true, endpoints: [] });
  });

  test.each([
    ["--ended", "ended", "api 1.9.4 has no users any more in production.\n"],
    ["--gone", "gone", "api 1.9.4 is gone from production.\n"],
  ])("tells of an old version that it is over: %s", async (flag, over, text) => {
    const shop = await site({ answers: { [call]: { entries } } });
    expect((await shop.run(`deployed api@1.9.4 ${flag}`)).out).toBe(text);
    expect(shop.asked[0]?.body).toEqual({
      component: "api",
      label: "1.9.4",
      endpoints: [],
      serving: false,
      over,
    });
    expect((await shop.run(`deployed api@1.9.4 ${flag} --serving`)).code).toBe(2);
  });

  test("what was known is nothing new", async () => {
    const shop = await site({ answers: { [call]: { entries: [] } } });
    expect((await shop.run("deployed api@2.0.0")).out).toBe(
      "Nothing new: this was known of api 2.0.0 in production.\n",
    );
  });

  test.each([
    "deployed api",
    "deployed @2",
    "deployed api@2 --endpoint ftp://x",
    "deployed api@2 --endpoint 10.0.0.7",
  ])("%s is a slip", async (line) => {
    const shop = await site();
    expect((await shop.run(line)).code).toBe(2);
    expect(shop.asked).toEqual([]);
  });
});

describe("the status", () => {
  const seenBy = { kind: "share", share: 0.25, pinned: 0, router: "edge", readBackMs: shopNowMs };
  const status = (seen: object) => ({
    statusSchema: 1,
    environment: "production",
    atMs: shopNowMs,
    components: [
      {
        component: "api",
        versions: [
          {
            label: "2.0.0",
            phase: "released",
            deployedMs: shopNowMs - 1_740_000,
            endpoints: [],
            seenBy: seen,
          },
        ],
      },
    ],
    routers: [],
    releases: [],
  });
  const answers = (seen: object) => ({ "GET /environments/production/status": status(seen) });
  const away = { router: "edge", reachable: false, why: "it does not answer" };

  test("answers: deployed or released?", async () => {
    const { code, out } = await (await site({ answers: answers(seenBy) })).run("status");
    expect(code).toBe(0);
    expect(out).toContain("api 2.0.0: deployed 14:02, seen by 25 % of users (read back 14:31)\n");
  });

  test("ends with 3 where a router could not be asked", async () => {
    const silent = { ...status({ kind: "unknown", why: "edge does not answer" }), routers: [away] };
    const shop = await site({ answers: { "GET /environments/production/status": silent } });
    const { code, out } = await shop.run("status");
    expect(code).toBe(3);
    expect(out).toContain("who sees it is unknown: edge does not answer");
  });

  test("is the server's own shape as JSON", async () => {
    const { out } = await (await site({ answers: answers(seenBy) })).run("status --json");
    expect(JSON.parse(out)).toEqual(status(seenBy));
  });
});

describe("tokens", () => {
  const known = { id: "t1", person: "anna", grants: [], createdMs: 0, by: "root" };

  test("can go into a file instead, and are then not shown", async () => {
    const shop = await site({ answers: { "POST /tokens": { token: "cf_new", known } } });
    for (const json of ["", " --json"]) {
      const { code, out } = await shop.run(
        `token create --person anna --role viewer --write anna.token${json}`,
      );
      expect(code).toBe(0);
      expect(out).toContain("anna.token");
      expect(out).not.toContain("cf_new");
      expect(shop.written.get("anna.token")).toBe("cf_new");
    }
  });

  test("are made for a person, with a role and its scope, and shown once", async () => {
    const shop = await site({ answers: { "POST /tokens": { token: "cf_new", known } } });
    const { code, out } = await shop.run(
      "token create --person anna --role approver --environment production --approves engineering --expires +90d",
    );
    expect(code).toBe(0);
    expect(out).toContain("\ncf_new\n");
    expect(shop.asked[0]?.body).toEqual({
      person: "anna",
      grants: [{ role: "approver", environments: ["production"], approves: ["engineering"] }],
      expiresMs: shopNowMs + 90 * 86_400_000,
    });
  });

  test.each([
    ["token create --person anna --role approver", "name it with --approves"],
    ["token create --person anna --role viewer --approves x", "leave --approves out"],
    ["token create --person anna --role king", "Allowed choices are"],
    ["token create --role viewer", "required option '--person <name>' not specified"],
    ["token create --person a --role viewer --expires 2026-12-31", "Write it as"],
  ])("%s is a slip", async (line, why) => {
    const shop = await site();
    const { code, err } = await shop.run(line);
    expect([code, shop.asked]).toEqual([2, []]);
    expect(err.toLowerCase()).toContain(why.toLowerCase());
  });

  test("are listed and taken back by their id", async () => {
    const shop = await site({
      answers: { "GET /tokens": { tokens: [known] }, "DELETE /tokens/t1": undefined },
    });
    expect((await shop.run("token list")).out).toMatch(/^t1 {2}anna {2}counts/);
    expect(await shop.run("token revoke t1")).toMatchObject({ code: 0, out: "t1 counts no more.\n" });
  });
});

describe("deliveries", () => {
  test("are listed with what was answered, and sent again by their id", async () => {
    const delivery = {
      id: "d1",
      endpoint: "chat",
      body: "{}",
      attempts: 3,
      state: "given-up",
      createdMs: shopNowMs,
      lastAnswer: "status 500",
    };
    const shop = await site({
      answers: { "GET /deliveries": { deliveries: [delivery] }, "POST /deliveries/d1/resend": undefined },
    });
    expect((await shop.run("deliveries list")).out).toBe("d1  chat  given-up  3 tries  14:31  status 500\n");
    expect((await shop.run("deliveries resend d1")).out).toBe("d1 is sent again.\n");
  });
});
