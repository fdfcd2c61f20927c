import { type RouterState, setWeight } from "@crossfade/core";
import { expect, test } from "vitest";
import { type Given, type Release, users } from "./release.ts";
import { newLabel, oldLabel } from "./router-under-test.ts";

const flips = 10;
const walkers = 16;

/** What users see of a change while it happens. */
export function shiftTests({ begin, claims }: Given): void {
  test.skipIf(!claims.atomic)(
    "all weights of one change take effect in the same moment, and no request is lost",
    { timeout: 120_000 },
    async () => {
      const release = await begin();
      const mixed: string[] = [];
      for (let flip = 0; flip < flips; flip++) {
        const [from, to] = flip % 2 === 0 ? [oldLabel, newLabel] : [newLabel, oldLabel];
        let isOver = false;
        const walk = async (user: string) => {
          // Two steps more after the change: what is wrong then is wrong for good.
          for (let more = 2; more > 0; more -= isOver ? 1 : 0) {
            const order = ["web", "api"] as const;
            const [one, two] = Number(user.slice(2)) % 2 === 0 ? order : [order[1], order[0]];
            const first = await release.send({ user, component: one });
            const then = await release.send({ user, component: two });
            if (first.status !== 200 || then.status !== 200)
              mixed.push(`${user}: ${first.status} ${then.status}`);
            if (first.label === to && then.label === from)
              mixed.push(`${user}: ${one} ${to}, then ${two} ${from}`);
          }
        };
        const walks = users(walkers).map(walk);
        await release.change((state) => everybodyTo(state, to));
        isOver = true;
        await Promise.all(walks);
      }
      expect(mixed).toEqual([]);
    },
  );

  test.skipIf(!claims.reloadFree)("a shift leaves the process and what is open as they are", async () => {
    const release = await begin();
    const { runningSinceMs } = await release.router.read();
    const stream = await release.open({ user: "u-1" });
    let hasEnded = false;
    void stream.ended.then(() => {
      hasEnded = true;
    });
    for (let flip = 0; flip < flips; flip++)
      await release.change((state) => everybodyTo(state, flip % 2 === 0 ? newLabel : oldLabel));
    expect((await release.router.read()).runningSinceMs).toBe(runningSinceMs);
    expect([stream.label, hasEnded]).toEqual([oldLabel, false]);
    stream.close();
  });

  test("as soon as a change is done, no request begins on the old side", async () => {
    const release = await begin();
    for (let flip = 0; flip < flips; flip++) {
      const to = flip % 2 === 0 ? newLabel : oldLabel;
      await release.change((state) => everybodyTo(state, to));
      expect(await labels(release)).toEqual([to]);
    }
  });
}

function everybodyTo(state: RouterState, label: string): RouterState {
  const moved = ["api", "web"].reduce(
    (next, component) => setWeight(next, { component, label, weight: 10_000 }),
    state,
  );
  return { ...moved, generation: state.generation + 1 };
}

async function labels(release: Release): Promise<string[]> {
  const answers = await Promise.all(users(8).map((user) => release.send({ user })));
  return [...new Set(answers.map(({ label }) => label ?? ""))];
}
