import { setInstance } from "@crossfade/core";
import { expect, test, vi } from "vitest";
import { type Given, inParallel, type Release, users } from "./release.ts";
import { oldLabel } from "./router-under-test.ts";

const rejoinMs = 20_000;

/** Instances of one version. */
export function instanceTests({ begin }: Given): void {
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
}

async function answering(release: Release): Promise<ReadonlySet<string | undefined>> {
  const answers = await inParallel(users(64), (user) => release.send({ user }));
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  return new Set(answers.map(({ instance }) => instance));
}
