import type { MeasuredTraffic, PairRow, Plan, System } from "@crossfade/core";
import { expect, test } from "vitest";
import type { StatusRouter } from "./control-ports.ts";
import { countedPages } from "./counted-pages.ts";

const step = (id: string) => {
  const [kind, name = ""] = id.split(" ");
  const [component, version] = name.split("@");
  return { id, kind, component, version };
};
const plan = { steps: ["end web@2", "end api@2", "start web@1"].map(step) } as unknown as Plan;
const system = {
  components: [
    { id: "web", kind: "web", tail: true },
    { id: "api", kind: "service", tail: false },
  ],
} as unknown as System;
const row = (client: string, users?: number): PairRow => ({
  component: "api",
  label: "2",
  client,
  requests: 900,
  errors: 0,
  ...(users === undefined ? {} : { recent: { users, sinceS: 1_800_000_000 } }),
});

const said = (...pairs: readonly PairRow[]) => {
  const measured = { fromS: 0, toS: 0, seconds: [], latencies: [], pairs } satisfies MeasuredTraffic;
  return asked({ id: "edge", components: [], read: () => Promise.reject(), measure: async () => measured });
};
const asked = (...routers: readonly StatusRouter[]) => countedPages(plan, system, { routers, nowMs: 0 });

test("open pages are at least as many as users were seen with that version, whatever else they called", async () => {
  const [one, ...more] = await said(
    row("web/2", 214),
    { ...row("web/2", 9), component: "flags" },
    row("web/1", 5_000),
  );
  expect(more).toEqual([]);
  expect(one).toBe(
    "Counted: at least 214 users of web@2 seen at edge since 2027-01-15 08:00 UTC; pages that they have open will call the old version.",
  );
});

test("who was not seen of late is no open page, if the router would have seen them", async () => {
  expect(await said(row("web/2", 0))).toEqual([
    "Counted: no user of web@2 was seen at edge since 2027-01-15 08:00 UTC.",
  ]);
});

test("what nobody has counted has no number", async () => {
  const none = await said(row("web/1", 12));
  expect(none).toEqual([
    "Not counted: open pages of web@2 (no request at edge has said `x-client-version: web/2`).",
  ]);
  expect(await said(row("web/2"))).toEqual([
    "Not counted: open pages of web@2 (edge does not tell users apart).",
  ]);
  expect(await asked()).toEqual(["Not counted: open pages of web@2 (no router counts who calls)."]);
  const silent = {
    id: "edge",
    components: [],
    read: () => Promise.reject(),
    measure: () => Promise.reject(new Error()),
  };
  expect(await asked(silent)).toEqual(["Not counted: open pages of web@2 (edge does not answer)."]);
});
