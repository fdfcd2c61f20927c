import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { ComponentTransition, Outcome, ProbeAnswer } from "@crossfade/core";
import { expect, onTestFinished, test } from "vitest";
import { PerformedRelease } from "../../../../test/support/performed-release.ts";
import { createDialler } from "../adapters/outbound/dialler.ts";
import { createOutboundProbe } from "../adapters/probe/outbound-probe.ts";

const edge = "https://cdn.example/static";
const files = (...paths: readonly string[]) => ({
  kind: "known" as const,
  files: paths.map((path) => ({ path })),
});
const answered = (status: number, type = "text/javascript"): ProbeAnswer => ({
  kind: "answered",
  status,
  headers: { "content-type": type },
  ms: 1,
});

class UploadedFiles extends PerformedRelease {
  constructor(assets: ComponentTransition["checks"]["assets"]) {
    super();
    const { api } = this.spec.transitions;
    if (api === undefined || assets === undefined) throw new TypeError("api moves");
    const transition: ComponentTransition = {
      ...api,
      kind: "assets",
      by: "deployer",
      checks: { ...api.checks, assets },
    };
    this.spec = { ...this.spec, transitions: { api: transition } };
  }

  get urls(): readonly string[] {
    return this.asked.map(({ method = "GET", url }) => `${method} ${url}`);
  }
}

const why = (outcome: Outcome) => ("why" in outcome ? outcome.why : undefined);

test("every file is fetched where users fetch it, by its name in a URL", async () => {
  const release = new UploadedFiles({ edge });
  release.files = files("assets/app-1.js", "assets/a b#c%.css");
  expect(await release.verify()).toEqual({ kind: "done", note: `2 files fetched at ${edge}` });
  expect(release.urls).toEqual([`HEAD ${edge}/assets/app-1.js`, `HEAD ${edge}/assets/a%20b%23c%25.css`]);
  expect(release.asked.every(({ isKnown }) => isKnown !== true)).toBe(true);
});

test("where nobody has said where, or what, nothing is fetched, and nothing counts as verified", async () => {
  const nowhere = new UploadedFiles({});
  nowhere.files = files("app.js");
  expect(await nowhere.verify()).toMatchObject({
    kind: "done",
    note: expect.stringMatching(/^not verified: .*`edge`/),
  });
  const unknown = new UploadedFiles({ edge });
  expect(await unknown.verify()).toMatchObject({
    note: expect.stringMatching(/^not verified: nobody has published it/),
  });
  const foreign = new UploadedFiles({ edge });
  foreign.files = { kind: "known", files: [{ path: "app.js", origin: "https://other.example" }] };
  expect(await foreign.verify()).toMatchObject({
    note: expect.stringMatching(/^not verified: all files .* another host/),
  });
  expect([...nowhere.asked, ...unknown.asked, ...foreign.asked]).toEqual([]);
});

test("what is not there is told by name and looked for again, and what was there is not asked twice", async () => {
  const release = new UploadedFiles({ edge });
  release.files = files("a.js", "b.js", "c.js", "d.js", "e.js");
  release.probed = ({ url }) => answered(/[bcde]\.js$/.test(url) ? 404 : 200);
  expect(why(await release.verify())).toBe(
    "4 of 5 files are not there: /b.js answered 404, /c.js answered 404, /d.js answered 404, and 1 more",
  );
  release.asked.length = 0;
  release.probed = ({ url }) => answered(/b\.js$/.test(url) ? 404 : 200);
  expect(await release.verify()).toMatchObject({ kind: "pending", againInMs: 2_000 });
  expect(release.urls.filter((each) => each.includes("a.js"))).toEqual([]);
  release.probed = () => answered(200);
  expect(await release.verify()).toEqual({ kind: "done", note: `5 files fetched at ${edge}` });
});

test("what is not there for too long has failed, and then everything is fetched anew", async () => {
  const release = new UploadedFiles({ edge });
  release.files = files("a.js", "b.js");
  release.probed = ({ url }) => answered(url.endsWith("b.js") ? 404 : 200);
  expect((await release.verify()).kind).toBe("pending");
  release.nowMs += 301_000;
  expect((await release.verify()).kind).toBe("failed");
  release.asked.length = 0;
  await release.verify();
  expect(release.urls).toContain(`HEAD ${edge}/a.js`);
});

test.each<[string, ProbeAnswer, RegExp]>([
  [
    "a script that is answered with the start page",
    answered(200, "text/html; charset=utf-8"),
    /answered with a page/,
  ],
  ["a redirect", answered(302), /answered 302/],
  ["silence", { kind: "silent", why: "no answer within 5000 ms" }, /no answer within/],
  [
    "an address that may not be called",
    { kind: "silent", why: "cdn.example is not listed", isRefused: true },
    /not listed/,
  ],
])("%s is no file", async (_, answer, expected) => {
  const release = new UploadedFiles({ edge });
  release.files = files("app.js");
  release.probed = () => answer;
  expect(why(await release.verify())).toMatch(expected);
});

test("so many at once and no more, however many there are", async () => {
  const release = new UploadedFiles({ edge });
  release.files = files(...Array.from({ length: 100 }, (_, index) => `f${index}.js`));
  let open = 0;
  let most = 0;
  const { probe } = release.environment();
  const environment = release.environment();
  release.environment = () => ({
    ...environment,
    probe: {
      ask: async (question) => {
        most = Math.max(most, ++open);
        await new Promise((done) => setImmediate(done));
        open--;
        return probe.ask(question);
      },
    },
  });
  expect(await release.verify()).toMatchObject({ kind: "done" });
  expect(most).toBe(8);
});

async function server(listener: RequestListener): Promise<number> {
  const listening = createServer(listener).listen(0, "127.0.0.1");
  await once(listening, "listening");
  onTestFinished(() => {
    listening.closeAllConnections();
    listening.close();
  });
  return (listening.address() as AddressInfo).port;
}

test("over the one way out, from a server that takes no HEAD: it is asked for the whole file, once", async () => {
  const seen: string[] = [];
  const port = await server(({ method, url }, response) => {
    seen.push(`${method} ${url}`);
    if (method === "HEAD") response.writeHead(405).end();
    else response.writeHead(200, { "content-type": "text/javascript" }).end("x".repeat(200_000));
  });
  const run = async (allowed: readonly string[]) => {
    const release = new UploadedFiles({ edge: `http://127.0.0.1:${port}` });
    release.files = files(...Array.from({ length: 20 }, (_, index) => `f${index}.js`));
    const environment = release.environment();
    const outbound = createDialler({ allowed, ownPorts: () => [], nowMs: Date.now });
    release.environment = () => ({
      ...environment,
      probe: createOutboundProbe(outbound, () => performance.now()),
    });
    return release.verify();
  };
  expect(await run([`127.0.0.1:${port}`])).toMatchObject({
    kind: "done",
    note: expect.stringMatching(/^20 files/),
  });
  // Those of the first batch are under way when the first answer comes.
  expect(seen.filter((each) => each.startsWith("HEAD")).length).toBeLessThanOrEqual(8);
  expect(seen.filter((each) => each.startsWith("GET")).length).toBe(20);
  expect(await run(["cdn.example"])).toMatchObject({
    why: expect.stringContaining("127.0.0.1 is not among those"),
  });
});

test("naming the new set leaves the old one where it is, also when it is taken back", async () => {
  const release = new UploadedFiles({});
  const label = (version: string) => ({ component: "api", label: version });
  await release.facts.record("production", "ci", [{ kind: "started", ...label("1.0.0") }]);
  await release.deed("start api@2.0.0", 1, { kind: "activate", component: "api", version: "2.0.0" });
  const back = { kind: "activate", component: "api", version: "1.0.0", replaces: "2.0.0" } as const;
  await release.perform({ id: "r1/undo/0", kind: "undo", index: 0, deed: back });
  const told = (await release.facts.facts("production")).map(({ fact }) => `${fact.kind} ${fact.label}`);
  expect(told).toEqual(["started 1.0.0", "started 2.0.0", "ended 2.0.0"]);
  expect(release.orders.map(({ action, version }) => `${action} ${version}`)).toEqual([
    "activate 2.0.0",
    "activate 1.0.0",
  ]);
});

test("a set that no page asks for stays for going back; once nobody can, its keeper may delete it: nobody orders that", async () => {
  const release = new UploadedFiles({});
  const old = { component: "api", version: "1.0.0" };
  const end = await release.deed("end api@1.0.0", 0, { kind: "deactivate", ...old });
  expect(end).toEqual({
    kind: "done",
    note: "no page asks for files of api 1.0.0 any more; they stay until api 1.0.0 is gone, so that one can go back",
  });
  const gone = await release.deed("gone api@1.0.0", 0, { kind: "retire", ...old });
  expect(gone).toEqual({
    kind: "done",
    note: "nobody needs files of api 1.0.0 any more: whoever keeps them may delete those that no other set has",
  });
  expect(release.orders).toEqual([]);
  const told = (await release.facts.facts("production")).map(({ fact }) => `${fact.kind} ${fact.label}`);
  expect(told).toEqual(["ended 1.0.0", "gone 1.0.0"]);
});

test("a file that is not there keeps nobody from going back, and is told", async () => {
  const release = new UploadedFiles({ edge });
  release.files = files("a.js", "b.js");
  release.spec = { ...release.spec, takesBack: "r0" };
  release.probed = ({ url }) => answered(url.endsWith("b.js") ? 404 : 200);
  expect(await release.verify()).toEqual({
    kind: "done",
    note: "not verified: 1 of 2 files is not there: /b.js answered 404",
  });
});
