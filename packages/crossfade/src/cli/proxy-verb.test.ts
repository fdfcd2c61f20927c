import { type RouterReading, setWeight, withDeclaredVersions } from "@crossfade/core";
import { Command } from "commander";
import { expect, test } from "vitest";
import type { Context } from "./context.ts";
import { noticeLines } from "./proxy-notices.ts";
import type { ProxyNotice, ProxyRequest } from "./proxy-ports.ts";
import { addProxy } from "./proxy-verb.ts";

const first = withDeclaredVersions(undefined, {
  router: "edge",
  salt: "shop",
  components: [
    {
      component: "api",
      versions: [
        { label: "1.9.4", urls: ["http://127.0.0.1:9101", "http://127.0.0.1:9102"] },
        { label: "2.0.0", urls: ["http://127.0.0.1:9201"] },
      ],
    },
    { component: "web", versions: [{ label: "1.0.0", urls: ["http://127.0.0.1:9001"] }] },
  ],
});
const state = setWeight(first, { component: "api", label: "2.0.0", weight: 550 });

function reading(unready: readonly string[] = []): RouterReading {
  const versions = Object.entries(state.components).flatMap(([component, traffic]) =>
    traffic.versions.map(({ label, stage, instances }) => ({
      component,
      label,
      stage,
      instances: instances.map(({ url }) => ({
        url,
        out: false,
        health: unready.includes(url) ? ("unready" as const) : ("ready" as const),
        requests: 0,
        streams: 0,
      })),
    })),
  );
  return { state, versions, runningSinceMs: 0 };
}

const serving: ProxyNotice = {
  kind: "serving",
  router: "edge",
  at: { host: "::1", port: 8080 },
  pid: 7,
  how: "started",
  reading: reading(["http://127.0.0.1:9102"]),
  log: "/srv/.crossfade/edge/proxy.log",
};

/** What a run asks for and prints, where the proxy tells these notices. */
async function run(args: string, ...notices: ProxyNotice[]) {
  const asked: ProxyRequest[] = [];
  let out = "";
  const program = new Command("crossfade").option("--json").exitOverride();
  const proxy = {
    run: async (request: ProxyRequest, tell: (notice: ProxyNotice) => void) => {
      asked.push(request);
      for (const notice of notices) tell(notice);
    },
  };
  const stdout = (text: string) => {
    out += text;
  };
  addProxy(program, { commands: { proxy }, io: { stdout }, exit: () => {} } as unknown as Context<unknown>);
  await program.parseAsync(["proxy", ...args.split(" ").filter(Boolean)], { from: "user" });
  return { asked, out };
}

test("it asks for the router that is meant", async () => {
  expect((await run("")).asked).toEqual([{ restart: false }]);
  expect((await run("--config a.yaml --router edge --restart")).asked).toEqual([
    { config: "a.yaml", router: "edge", restart: true },
  ]);
});

test("where it listens and who gets what, the oldest version first, with what is not well", async () => {
  expect((await run("", serving)).out).toBe(`edge listens on http://[::1]:8080 (process 7)
  api: 1.9.4 94.5% (1 of 2 instances are not ready), 2.0.0 5.5%
  web: 1.0.0 100%
log: /srv/.crossfade/edge/proxy.log
`);
});

test("as JSON each notice is a line", async () => {
  const { out } = await run("--json", serving, { kind: "stopped", pid: 7, byUs: true });
  expect(out.split("\n").map((line) => (line === "" ? "" : JSON.parse(line)))).toEqual([
    { proxySchema: 1, ...serving },
    { proxySchema: 1, kind: "stopped", pid: 7, byUs: true },
    "",
  ]);
});

test.each<[ProxyNotice, string]>([
  [
    { ...serving, how: "restarted" },
    "edge listens on http://[::1]:8080 (process 7); it is back with the last weights",
  ],
  [{ kind: "ended", pid: 7, againInMs: 0 }, "process 7 has ended; it is started again"],
  [{ kind: "ended", pid: 7, againInMs: 400 }, "process 7 has ended; it is started again in 400 ms"],
  [{ kind: "stopping", pid: 7, withinMs: 30_000 }, "stopping process 7; requests in hand have 30 s to end"],
  [{ kind: "stopped", pid: 7, byUs: true }, "stopped"],
  [{ kind: "stopped", pid: 7, byUs: false }, "process 7 was stopped by somebody else"],
  [{ kind: "reread", differs: [], needsRestart: false }, "crossfade.yaml was read again"],
  [
    { kind: "reread", differs: ["hosts", "listen"], needsRestart: true },
    "crossfade.yaml was read again; `crossfade proxy --restart` is needed for: hosts, listen",
  ],
  [{ kind: "event", event: "applied", details: { generation: 4 } }, "who gets what was changed (change 4)"],
  [
    { kind: "event", event: "settings-read", details: { generation: 6 } },
    "versions and instances are those of the file (change 6)",
  ],
  [
    {
      kind: "event",
      event: "unready",
      details: { url: "http://a", version: "api@2.0.0", why: "it answered 500" },
    },
    "http://a of api@2.0.0 is not ready: it answered 500",
  ],
  [
    { kind: "event", event: "ready", details: { url: "http://a", version: "api@2.0.0" } },
    "http://a of api@2.0.0 is ready",
  ],
  [{ kind: "event", event: "stopping", details: { signal: "SIGTERM" } }, "stopping: signal SIGTERM"],
  [{ kind: "event", event: "odd", details: { why: "\u001b[31mred" } }, "odd: why \\u{1b}[31mred"],
])("a notice for people: %#", (notice, line) => {
  expect(noticeLines(notice).split("\n")[0]).toBe(line);
});

test("one that was taken over is told as that, with who gets what", () => {
  expect(noticeLines({ ...serving, how: "adopted" })).toMatch(
    /it ran already and was taken over\n {2}api: 1\.9\.4/,
  );
});
