import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { bucketOf, setWeight } from "@crossfade/core";
import { expect, test } from "vitest";
import { Shop, type Verb } from "../../../../test/support/proxied-shop.ts";
import { whenGone } from "../../../../test/support/when-gone.ts";

const backMs = 2_000;
const users = Array.from({ length: 200 }, (_, n) => `u-${n}`);

async function serving(verb: Verb) {
  return (await verb.notice("serving")) as unknown as { pid: number; how: string };
}

async function toWeight(shop: Shop, weight: number): Promise<void> {
  const router = shop.router();
  const { state } = await router.read();
  await router.apply(setWeight(state, { component: "api", label: "2.0.0", weight }));
}

/** Each user gets what his bucket says. */
async function expectWeight(shop: Shop, weight: number): Promise<void> {
  const got = await Promise.all(users.map((user) => shop.versionOf(user)));
  expect(got).toEqual(users.map((user) => (bucketOf("shop", user) < weight ? "2.0.0" : "1.9.4")));
}

async function refused(verb: Verb): Promise<string> {
  const { code, err } = await verb.ended;
  expect(code).toBe(2);
  return err;
}

test("it says where it listens and who gets what; Ctrl-C lets what is in hand end", async () => {
  const shop = await Shop.open();
  const verb = shop.proxy();
  await once(verb.child.stdout ?? process.stdin, "data");
  const slow = fetch(`http://127.0.0.1:${shop.port}/slow`).then((response) => response.text());
  await expect.poll(async () => (await shop.router().read()).versions[1]?.instances[0]?.requests).toBe(1);
  verb.child.kill("SIGINT");
  expect(await slow).toBe("1.9.4");
  const { code, out, err } = await verb.ended;
  expect([code, err]).toEqual([0, ""]);
  expect(
    out
      .replace(/process \d+/g, "process N")
      .replace(String(shop.port), "PORT")
      .split("\n"),
  ).toEqual([
    "edge listens on http://127.0.0.1:PORT (process N)",
    "  api: 1.9.4 100%, 2.0.0 0% (candidate)",
    expect.stringMatching(/^log: .*\/\.crossfade\/edge\/proxy\.log$/),
    "stopping process N; requests in hand have 30 s to end",
    "stopped",
    "",
  ]);
  await whenGone(shop.socket);
  await expect.poll(() => shop.processes(), { timeout: 10_000 }).toEqual([]);
  expect(await shop.versionOf("u-1")).toBeUndefined();
});

test("killed under load, it is back within two seconds, with the last weights", async () => {
  const shop = await Shop.open();
  const verb = shop.proxy("--json");
  const first = await serving(verb);
  await toWeight(shop, 2_500);
  const generation = (await shop.router().read()).state.generation;
  const load = startLoad(shop);
  await load.answers(200);
  const killedMs = Date.now();
  process.kill(first.pid, "SIGKILL");
  await verb.notice("ended");
  const second = await serving(verb);
  await load.answers(200);
  const { firstAnswerAfterMs, wrong } = await load.stop(killedMs);
  expect(second.how).toBe("restarted");
  expect(second.pid).not.toBe(first.pid);
  expect(firstAnswerAfterMs).toBeLessThanOrEqual(backMs);
  expect(wrong).toEqual([]);
  await expectWeight(shop, 2_500);
  expect((await shop.router().read()).state.generation).toBe(generation);
});

test("when nobody watches any more it serves on, and the next one takes it over and watches on", async () => {
  const shop = await Shop.open();
  const first = shop.proxy("--json");
  const { pid } = await serving(first);
  await toWeight(shop, 5_000);
  await expect.poll(() => shop.processes().length, { timeout: 10_000 }).toBe(2);
  first.child.kill("SIGKILL");
  await first.ended;
  // The one that was prepared to take its place goes; the one that serves stays.
  await expect.poll(() => shop.processes(), { timeout: 10_000 }).toEqual([pid]);
  await expectWeight(shop, 5_000);
  await toWeight(shop, 1_000);
  const second = shop.proxy("--json");
  expect(await serving(second)).toMatchObject({ pid, how: "adopted" });
  process.kill(pid, "SIGKILL");
  expect(await serving(second)).toMatchObject({ how: "restarted" });
  await expectWeight(shop, 1_000);
});

test("other settings are named; the one that runs serves on until it is asked to begin anew", async () => {
  const shop = await Shop.open();
  const first = shop.proxy("--json");
  const { pid } = await serving(first);
  await toWeight(shop, 5_000);
  first.child.kill("SIGKILL");
  await first.ended;
  shop.configure('trusted: ["10.0.0.0/8"]\nlimits: { maxConnections: 5000 }');
  const said = await refused(shop.proxy());
  expect(said).toContain(`(process ${pid}) was started with other settings: trusted, limits.`);
  expect(said).toContain("`crossfade proxy --restart`");
  await expectWeight(shop, 5_000);
  const again = shop.proxy("--json", "--restart");
  const second = await serving(again);
  expect([second.how, second.pid === pid]).toEqual(["started", false]);
  await expectWeight(shop, 5_000);
});

test("a new version joins without a restart: when crossfade.yaml is read again, and when it is taken over", async () => {
  const shop = await Shop.open();
  const versions = (count: number) =>
    `{ ${["1.9.4", "2.0.0", "2.1.0", "2.2.0"]
      .slice(0, count)
      .map(
        (label) =>
          `"${label}": [${label === "1.9.4" ? shop.urls.old : `http://127.0.0.1:1${label.replaceAll(".", "")}`}]`,
      )
      .join(", ")} }`;
  shop.configure("", versions(2));
  const first = shop.proxy("--json");
  const { pid } = await serving(first);
  const labels = async () =>
    (await shop.router().read()).state.components.api?.versions.map(({ label }) => label);
  shop.configure("", versions(3));
  first.child.kill("SIGHUP");
  expect(await first.notice("reread")).toMatchObject({ needsRestart: false });
  expect(await labels()).toEqual(["2.1.0", "2.0.0", "1.9.4"]);
  shop.configure("hosts: [shop.example]", versions(3));
  first.child.kill("SIGHUP");
  expect(await first.notice("reread")).toMatchObject({ needsRestart: true, differs: ["hosts"] });
  first.child.kill("SIGKILL");
  await first.ended;
  shop.configure("", versions(4));
  const second = shop.proxy("--json");
  expect(await serving(second)).toMatchObject({ pid, how: "adopted" });
  expect(await labels()).toEqual(["2.2.0", "2.1.0", "2.0.0", "1.9.4"]);
});

test("a mistake in crossfade.yaml when it is read again is told with its place; the proxy serves on as it did", async () => {
  const shop = await Shop.open();
  const verb = shop.proxy("--json");
  await serving(verb);
  shop.configure("hosts: shop.example");
  verb.child.kill("SIGHUP");
  expect(await verb.notice("event")).toMatchObject({
    event: "crossfade.yaml could not be taken over",
    details: {
      why: expect.stringMatching(
        /^crossfade\.yaml has 1 mistake\. crossfade\.yaml:\d+:\d+ `hosts` is "shop\.example"\. Expected /,
      ),
    },
  });
  expect(await shop.versionOf("u-1")).toBe("1.9.4");
});

test("a second one beside the first says so and changes nothing", async () => {
  const shop = await Shop.open();
  const first = shop.proxy("--json");
  const { pid } = await serving(first);
  const said = await refused(shop.proxy());
  expect(said).toContain(`Another \`crossfade proxy\` (process ${first.child.pid}) watches`);
  expect(said).toContain(`kill -HUP ${first.child.pid}`);
  expect(shop.pids()).toEqual([pid]);
  expect(await shop.versionOf("u-1")).toBe("1.9.4");
});

test("of two that begin at the same moment one serves, the other says why it does not", async () => {
  const shop = await Shop.open();
  const both = [shop.proxy("--json"), shop.proxy("--json")];
  const first = await Promise.race(both.map(async (verb, index) => ({ index, ...(await verb.ended) })));
  expect([first.code, first.out]).toEqual([
    2,
    expect.stringMatching(/CF_PROXY_(RUNNING|PORT_TAKEN|SUPERVISED)/),
  ]);
  await serving(both[1 - first.index] as Verb);
  expect(shop.pids()).toHaveLength(1);
  expect(await shop.versionOf("u-1")).toBe("1.9.4");
});

test("a proxy that somebody else stops is not started again", async () => {
  const shop = await Shop.open();
  const verb = shop.proxy("--json");
  const { pid } = await serving(verb);
  process.kill(pid, "SIGTERM");
  expect(await verb.notice("stopped")).toMatchObject({ pid, byUs: false });
  expect((await verb.ended).code).toBe(0);
});

test("a port that is taken is named", async () => {
  const shop = await Shop.open();
  const other = createServer().listen(shop.port, "127.0.0.1");
  await once(other, "listening");
  const said = await refused(shop.proxy());
  other.close();
  expect(said).toContain(
    `error CF_PROXY_PORT_TAKEN: Something else listens on 127.0.0.1:${shop.port} already.`,
  );
});

test("a state that cannot be read is left alone: nobody's weights change for that", async () => {
  const shop = await Shop.open();
  const verb = shop.proxy("--json");
  const { pid } = await serving(verb);
  await toWeight(shop, 5_000);
  const half = readFileSync(shop.statePath, "utf8").slice(0, 100);
  writeFileSync(shop.statePath, half);
  process.kill(pid, "SIGKILL");
  const { code, out } = await verb.ended;
  expect([code, out]).toEqual([2, expect.stringContaining("CF_ROUTER_STATE_UNREADABLE")]);
  expect(await refused(shop.proxy())).toContain("move it away");
  expect(readFileSync(shop.statePath, "utf8")).toBe(half);
});

test("a router that can serve nobody says what it lacks", async () => {
  const shop = await Shop.open();
  shop.write(
    "other.yaml",
    "system: shop\ncomponents: { api: { kind: service } }\nrouters: { edge: { kind: embedded, listen: 127.0.0.1:0, routes: [{ path: /, to: api }] } }\n",
  );
  const said = await refused(shop.proxy("--config", "other.yaml"));
  expect(said).toContain(
    "error CF_ROUTER_UNFINISHED: The router edge of other.yaml cannot serve anybody: it has no `upstreams`.",
  );
});

/** Eight users after each other, as fast as they are answered, whatever happens. */
function startLoad(shop: Shop) {
  const answered: { readonly atMs: number; readonly user: string; readonly label: string }[] = [];
  let isOver = false;
  let heard = () => {};
  const walkers = Array.from({ length: 8 }, async (_, walker) => {
    for (let n = walker; !isOver; n++) {
      const user = `u-${n % 500}`;
      const label = await shop.versionOf(user);
      if (label === undefined) await new Promise((resolve) => setImmediate(resolve));
      else answered.push({ atMs: Date.now(), user, label });
      heard();
    }
  });
  return {
    /** Resolves after so many more answers. */
    async answers(count: number): Promise<void> {
      const goal = answered.length + count;
      while (answered.length < goal)
        await new Promise<void>((resolve) => {
          heard = resolve;
        });
    },
    async stop(killedMs: number) {
      isOver = true;
      await Promise.all(walkers);
      const pause = answered.slice(1).map(({ atMs }, index) => atMs - (answered[index]?.atMs ?? atMs));
      const afterMs = answered.find(
        ({ atMs }, index) => atMs > killedMs && (pause[index - 1] ?? 0) > 20,
      )?.atMs;
      return {
        firstAnswerAfterMs: (afterMs ?? Number.POSITIVE_INFINITY) - killedMs,
        wrong: answered.filter(
          ({ user, label }) => label !== (bucketOf("shop", user) < 2_500 ? "2.0.0" : "1.9.4"),
        ),
      };
    },
  };
}
