import { expect, test } from "vitest";
import { freePorts } from "../support/background-program.ts";
import { ControlPlaneSite, stepOf } from "../support/control-plane-site.ts";
import { freshDatabase, hasPostgres, whyNoPostgres } from "../support/postgres.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";

const manual = { strategy: { canary: ["10%", "100%"], bake: "1s", promotion: "manual" } };
const freshOf = (served: ReadonlyMap<string, string>) =>
  [...served].filter(([, label]) => label === "2.0.0").map(([user]) => user);

test("N72: of two replicas on PostgreSQL one is killed while a release runs, and the other takes over", async (context) => {
  requireOrSkip(context, await hasPostgres(), whyNoPostgres);
  const { url: server, drop } = await freshDatabase();
  context.onTestFinished(drop);
  const site = await ControlPlaneSite.open({ store: { url: server } });
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const [first] = site.replicas;
  await site.up({ url });
  await site.begin("two", "api@2.0.0");
  await site.atPercent("two", 10);
  await site.endUp("SIGKILL", first);
  const api = site.apiOf(site.token, url);
  await site.until("two", (view) => stepOf(view, "end api@1.0.0").state === "done", api);
  expect([...(await site.users.everyone(200)).values()].every((label) => label === "2.0.0")).toBe(true);
  const { entries } = await api.journal("two", 0);
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
});

test("N72: Ctrl-C in the middle ends the routers, too; the next start brings the same weights back, and the release goes on", async () => {
  const site = await ControlPlaneSite.open({ environment: manual, store: "embedded" });
  await site.begin("two", "api@2.0.0");
  await site.atPercent("two", 10);
  const before = freshOf(await site.users.everyone(300)).sort();
  await site.endUp("SIGINT");
  expect((await site.users.ask("u-1")).status).toBe(0);
  await site.up();
  while ((await site.users.ask("u-1")).status !== 200) {
    // It comes back with the router.
  }
  expect(freshOf(await site.users.everyone(300)).sort()).toEqual(before);
  await site.crossfade("release promote two");
  await site.atPercent("two", 100);
});
