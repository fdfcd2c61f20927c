import { joinVersion, type RouterState, setWeight, weightsOf, withDeclaredVersions } from "@crossfade/core";
import { expect, test } from "vitest";
import { FakeRouter } from "../adapters/router/fake-router.ts";
import type { Work } from "./performing.ts";
import { changeRouter } from "./router-change.ts";

const versions = ["1", "2"].map((label) => ({ label, urls: [`http://127.0.0.1:900${label}`] }));
const declared = withDeclaredVersions(undefined, {
  router: "edge",
  salt: "r1",
  components: ["api", "page"].map((component) => ({ component, versions })),
});
const toNew = (state: RouterState, component: string) =>
  setWeight(state, { component, label: "2", weight: 10_000 });

test("a change in several steps that began on an older state takes back nothing of a change that came between", async () => {
  const router = new FakeRouter({ state: declared, nowMs: () => 0, pinSecret: new Uint8Array(32) });
  let isFirst = true;
  const isOurs = async () => {
    if (isFirst) await router.apply(toNew(declared, "api"));
    isFirst = false;
    return true;
  };
  const work = { context: { isOurs, spec: { id: "r1" } } } as unknown as Work;
  const urls = ["http://127.0.0.1:9003"];
  const { state } = await changeRouter(work, { id: "edge", router } as never, {
    change: (before) =>
      toNew(joinVersion(before, { component: "page", label: "3", isWanted: true, urls }), "page"),
  });
  const weights = Object.values(state.components).map(({ split }) => weightsOf(split)["2"]);
  expect(weights).toEqual([10_000, 10_000]);
});
