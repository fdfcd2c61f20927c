import { joinVersion, type RouterState, setInstance, setWeight, withoutInstances } from "@crossfade/core";
import { expect, test, vi } from "vitest";
import { type Given, inParallel, type Release, users } from "./release.ts";
import { newLabel, oldLabel } from "./router-under-test.ts";

const rejoinMs = 20_000;

/** Instances of one version. */
export function instanceTests({ begin, claims }: Given): void {
  test("all instances of a version answer, one that is out does not, and one that rejoins does again", async () => {
    const release = await begin();
    const both = new Set(release.setup.components[0]?.versions[0]?.urls);
    const [leaving = "", staying = ""] = both;
    const move = (out: boolean) =>
      release.change((state) => setInstance(state, { component: "api", label: oldLabel, url: leaving, out }));
    await vi.waitFor(async () => expect(await answering(release)).toEqual(both), rejoinMs);
    await move(true);
    expect(await answering(release)).toEqual(new Set([staying]));
    const { versions } = await release.router.read();
    const read = versions.find(({ component, label }) => component === "api" && label === oldLabel);
    expect(read?.instances.map(({ url, out }) => [url, out])).toEqual([
      [leaving, true],
      [staying, false],
    ]);
    await move(false);
    await vi.waitFor(async () => expect(await answering(release)).toEqual(both), rejoinMs);
  });

  // One of the two is true of every router: nothing is left out.
  if (claims.movesInstances === true)
    test("a server changes its version while the router runs", async () => {
      const release = await begin();
      const { moving, staying, changed } = updatedInPlace(release);
      await release.change(changed);
      const { versions } = await release.router.read();
      const urlsOf = (label: string) =>
        versions
          .filter((each) => each.component === "api" && each.label === label)
          .flatMap(({ instances }) => instances.map(({ url }) => url));
      expect([urlsOf(oldLabel), urlsOf(newLabel)]).toEqual([[staying.old], [staying.new, moving]]);
      expect(await answering(release)).toEqual(new Set([staying.old]));
      await release.change((state) =>
        setWeight(state, { component: "api", label: newLabel, weight: 10_000 }),
      );
      const both = new Set([staying.new, moving]);
      await vi.waitFor(async () => expect(await answering(release)).toEqual(both), rejoinMs);
    });
  else
    test("a server that is to change its version needs a reload: that is said, and nothing changes", async () => {
      const release = await begin();
      const next = updatedInPlace(release).changed(release.state);
      const told = { code: "CF_ROUTER_RELOAD", details: { router: release.state.router } };
      await expect(release.router.plan(next)).rejects.toMatchObject(told);
      await expect(release.router.apply(next)).rejects.toMatchObject(told);
      expect((await release.router.read()).state).toEqual(release.state);
    });
}

/** One of the two servers of the old version gets the new one in place. */
function updatedInPlace({ setup }: Release) {
  const [old, candidate] = setup.components[0]?.versions.map(({ urls }) => urls) ?? [];
  const [moving = "", oldUrl = ""] = old ?? [];
  const [newUrl = ""] = candidate ?? [];
  const changed = (state: RouterState) =>
    joinVersion(withoutInstances(state, { component: "api", label: oldLabel }, [moving]), {
      component: "api",
      label: newLabel,
      urls: [newUrl, moving],
    });
  return { moving, staying: { old: oldUrl, new: newUrl }, changed };
}

async function answering(release: Release): Promise<ReadonlySet<string | undefined>> {
  const answers = await inParallel(users(64), (user) => release.send({ user }));
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  return new Set(answers.map(({ instance }) => instance));
}
