import { hold, pinUsers, revokePin, setInstance, setStage, setWeight } from "@crossfade/core";
import { expect, test } from "vitest";
import type { Given } from "./release.ts";
import { newLabel, oldLabel } from "./router-under-test.ts";

const api = { component: "api", label: newLabel };

/** What is told, what is read back, and who may tell. */
export function fenceTests({ begin, claims }: Given): void {
  test("what is read after a change is what was asked for", async () => {
    const release = await begin();
    const [url = ""] = release.setup.components[0]?.versions[0]?.urls ?? [];
    await release.change((state) => setWeight(state, { ...api, weight: 1_234 }));
    await release.change((state) => pinUsers(state, api, ["u-17", "ü ~%"]));
    await release.change((state) =>
      setInstance(state, { component: "api", label: oldLabel, url, out: true }),
    );
    await release.change((state) => revokePin(state, "api", "pin-1"));
    await release.change((state) => setStage(state, { component: "web", label: newLabel }, "blocked"));
    expect((await release.router.read()).state).toEqual(release.state);
    expect(await release.router.verify(release.state)).toEqual([]);
  });

  test("what it reads names every version and every instance", async () => {
    const release = await begin();
    const { versions } = await release.router.read();
    const read = versions.map(({ component, label, stage, instances }) => [
      `${component}@${label} ${stage}`,
      instances.map(({ url }) => url),
    ]);
    const told = Object.entries(release.state.components).flatMap(([component, traffic]) =>
      traffic.versions.map(({ label, stage, instances }) => [
        `${component}@${label} ${stage}`,
        instances.map(({ url }) => url),
      ]),
    );
    expect(read).toHaveLength(told.length);
    expect(read).toEqual(expect.arrayContaining(told));
  });

  test("a plan tells what a change would do, and does nothing", async () => {
    const release = await begin();
    const sentences = await release.router.plan(setWeight(release.state, { ...api, weight: 500 }));
    expect(sentences.join("\n")).toMatch(/2\.0\.0.*5%/);
    expect((await release.router.read()).state).toEqual(release.state);
    expect(await release.router.plan(release.state)).toEqual([]);
  });

  test("the same change twice is one change", async () => {
    const release = await begin();
    await release.change((state) => setWeight(state, { ...api, weight: 500 }));
    await release.router.apply(release.state);
    expect((await release.router.read()).state).toEqual(release.state);
  });

  test.skipIf(!claims.fenced)(
    "an older state, and another one of the same count, change nothing",
    async () => {
      const release = await begin();
      const older = release.state;
      await release.change((state) => setWeight(state, { ...api, weight: 500 }));
      const other = { ...setWeight(older, { ...api, weight: 10_000 }), generation: release.state.generation };
      for (const refused of [older, other])
        await expect(release.router.apply(refused)).rejects.toMatchObject({
          code: "CF_ROUTER_STALE",
          details: { router: "edge", generation: release.state.generation, offered: refused.generation },
        });
      expect((await release.router.read()).state).toEqual(release.state);
      expect((await release.send({ user: release.userIn(5_000, 10_000) })).label).toBe(oldLabel);
    },
  );

  test("a state of another router, and one that is none, are refused", async () => {
    const release = await begin();
    const { generation } = release.state;
    const components = { api: { salt: "" } };
    for (const wrong of [
      { ...release.state, router: "staging", generation: generation + 1 },
      { ...release.state, components, generation: generation + 1 },
    ])
      await expect(release.router.apply(wrong as typeof release.state)).rejects.toMatchObject({
        code: "CF_ROUTER_STATE_INVALID",
      });
    expect((await release.router.read()).state).toEqual(release.state);
  });

  test("what somebody changed behind one's back is named, and mended by the next change", async () => {
    const release = await begin();
    await release.change((state) => setWeight(state, { ...api, weight: 500 }));
    await release.tamper(setWeight(release.state, { ...api, weight: 7_000 }));
    expect((await release.router.verify(release.state)).join("\n")).toMatch(/2\.0\.0.*70% instead of 5%/);
    await release.change((state) => ({ ...state, generation: state.generation + 2 }));
    expect(await release.router.verify(release.state)).toEqual([]);
  });

  test("a component's requests may be held, which is read back", async () => {
    const release = await begin();
    await release.change((state) => hold(state, "api", Date.now() + 60_000));
    expect((await release.router.read()).state).toEqual(release.state);
    await release.change((state) => hold(state, "api", undefined));
    expect((await release.send({ user: "u-1" })).status).toBe(200);
  });
}
