import {
  CrossfadeError,
  type Fact,
  type FactEntry,
  type FactStore,
  type RouterState,
  weightsOf,
  wholeSplit,
} from "@crossfade/core";
import { expect, test } from "vitest";
import { FakeRouter } from "../adapters/router/fake-router.ts";
import { RouterKeeper } from "./router-keeper.ts";

const empty: RouterState = { stateSchema: 1, router: "edge", generation: 1, components: {} };
const routerAt = (state: RouterState) =>
  new FakeRouter({ state, nowMs: () => 0, pinSecret: new Uint8Array(32) });
const factsOf = (...facts: readonly Fact[]): FactStore => ({
  record: async () => [],
  facts: async () => facts.map((fact, index): FactEntry => ({ seq: index + 1, atMs: 0, actor: "ci", fact })),
});
const deployed = (label: string, port: number): Fact => ({
  kind: "deployed",
  component: "api",
  label,
  endpoints: [`http://127.0.0.1:${port}`],
});
const keeping = (router: FakeRouter, facts: FactStore, onTrouble: (error: unknown) => void = () => {}) =>
  new RouterKeeper({
    routers: [{ environment: "production", router, components: ["api"] }],
    facts,
    onTrouble,
  });

test("a router learns what was deployed behind it, and who has had the users so far", async () => {
  const router = routerAt(empty);
  const facts = factsOf(
    deployed("1.0.0", 9101),
    { kind: "started", component: "api", label: "1.0.0" },
    deployed("2.0.0", 9201),
  );
  await keeping(router, facts).look();
  const { state } = await router.read();
  expect(state.components.api?.versions.map(({ label }) => label)).toEqual(["2.0.0", "1.0.0"]);
  expect(weightsOf(state.components.api?.split ?? [])).toEqual({ "1.0.0": 10_000 });
});

test("somebody who changes the router at the same moment is not overwritten", async () => {
  const router = routerAt(empty);
  const apply = router.apply.bind(router);
  let rivals = 2;
  router.apply = async (state) => {
    if (rivals-- > 0) await apply({ ...(await router.read()).state, generation: state.generation });
    return apply(state);
  };
  await keeping(router, factsOf(deployed("1.0.0", 9101))).look();
  expect((await router.read()).state).toMatchObject({ generation: 4, components: { api: {} } });
});

test("a router that is away is told of once, and again when something else is wrong", async () => {
  const router = routerAt(empty);
  const told: string[] = [];
  const keeper = keeping(router, factsOf(), (error) => told.push((error as CrossfadeError).code));
  const away = (code: "CF_ROUTER_UNREACHABLE" | "CF_ROUTER_STATE_UNREADABLE") => () =>
    Promise.reject(
      new CrossfadeError(code, { router: "edge", why: "it is away", file: "state.json" } as never),
    );
  router.read = away("CF_ROUTER_UNREACHABLE");
  await keeper.look();
  await keeper.look();
  router.read = away("CF_ROUTER_STATE_UNREADABLE");
  await keeper.look();
  expect(told).toEqual(["CF_ROUTER_UNREACHABLE", "CF_ROUTER_STATE_UNREADABLE"]);
});

test("a router that comes back with an older state is told of: nobody knows what was wanted since", async () => {
  const router = routerAt({ ...empty, generation: 8 });
  const told: string[] = [];
  const keeper = keeping(router, factsOf(), (error) => told.push((error as Error).message));
  await keeper.look();
  const read = router.read.bind(router);
  router.read = async () => ({ ...(await read()), state: { ...empty, generation: 5 } });
  await keeper.look();
  await keeper.look();
  expect(told).toEqual(["edge works by an older state than before: generation 5, after 8."]);
});

test("who had users on a router before anybody said so is known from then on", async () => {
  const told: (readonly [string, readonly Fact[]])[] = [];
  const facts = factsOf(deployed("1.0.0", 9101));
  facts.record = async (_, actor, news) => {
    told.push([actor, news]);
    return [];
  };
  const split = wholeSplit("1.0.0");
  const versions = [
    { label: "1.0.0", stage: "active" as const, instances: [{ url: "http://127.0.0.1:9101" }] },
  ];
  const api = { salt: "first", versions, split, userPins: {}, revokedPins: [] };
  await keeping(routerAt({ ...empty, components: { api } }), facts).look();
  expect(told).toEqual([["router", [{ kind: "started", component: "api", label: "1.0.0" }]]]);
});

test("a version that ended while the router was asked is not said to serve again; one that a person gave users to is", async () => {
  const split = wholeSplit("1.0.0");
  const instances = [{ url: "http://127.0.0.1:9101" }];
  const versions = [{ label: "1.0.0", stage: "active" as const, instances }];
  const api = { salt: "first", versions, split, userPins: {}, revokedPins: [] };
  const serving: RouterState = { ...empty, components: { api } };
  const closed: RouterState = { ...empty, components: { api: { ...api, split: [] } } };
  const looked = async (second: RouterState) => {
    const told: Fact[] = [];
    const of = (kind: "started" | "ended"): Fact => ({ kind, component: "api", label: "1.0.0" });
    const facts = factsOf(deployed("1.0.0", 9101), of("started"), of("ended"));
    facts.record = async (_, __, news) => {
      told.push(...news);
      return [];
    };
    const router = routerAt(serving);
    const answers = [serving, second];
    router.read = async () => ({ state: answers.shift() ?? second, versions: [], runningSinceMs: 0 });
    await keeping(router, facts).look();
    return told;
  };
  expect(await looked(closed)).toEqual([]);
  expect(await looked(serving)).toEqual([{ kind: "started", component: "api", label: "1.0.0" }]);
});
