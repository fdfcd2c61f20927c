import {
  pinToken,
  pinUsers,
  type RouterState,
  revokePin,
  setStage,
  setWeight,
  signedText,
  type TesterPin,
  unpinUsers,
} from "@crossfade/core";
import { describe, expect, test } from "vitest";
import type { Given, Release } from "./release.ts";
import { newLabel, oldLabel, routerId } from "./router-under-test.ts";

const api = { component: "api", label: newLabel };

/** Who gets a version whatever the bucket. */
export function pinTests({ begin, claims }: Given): void {
  describe.skipIf(!claims.pins)("pins", () => {
    test("a pinned user gets the version, until he is let go", async () => {
      const release = await begin();
      await release.change((state) => pinUsers(state, api, ["u-17"]));
      expect((await release.send({ user: "u-17" })).label).toBe(newLabel);
      expect((await release.send({ user: "u-18" })).label).toBe(oldLabel);
      expect((await release.send({ user: "u-17", component: "web" })).label).toBe(oldLabel);
      await release.change((state) => unpinUsers(state, "api", ["u-17"]));
      expect((await release.send({ user: "u-17" })).label).toBe(oldLabel);
    });

    test.each<[string, (state: RouterState) => RouterState, string, boolean]>([
      ["a dark version is refused", (state) => state, oldLabel, true],
      ["an active version is honoured", (state) => setStage(state, api, "active"), newLabel, false],
      ["a draining version is honoured", (state) => setStage(state, api, "draining"), newLabel, false],
      ["a closing version is refused", (state) => setStage(state, api, "closing"), oldLabel, true],
      ["a blocked version is refused", (state) => setStage(state, api, "blocked"), oldLabel, true],
    ])("a page's pin to %s", async (_, change, label, pinRefused) => {
      const release = await begin();
      await release.change((state) => ({ ...change(state), generation: state.generation + 1 }));
      const affinity = `web@${oldLabel},api@${newLabel}`;
      expect(await release.send({ user: "u-1", affinity })).toMatchObject({ status: 200, label, pinRefused });
    });

    test("a page that is loaded anew gets what is current", async () => {
      const release = await begin();
      await release.change((state) => setStage(state, api, "active"));
      expect(await release.send({ user: "u-1", affinity: `api@${newLabel}`, document: true })).toMatchObject({
        label: oldLabel,
        pinRefused: false,
      });
    });

    test("a pin to a version that nobody knows is refused", async () => {
      const release = await begin();
      expect(await release.send({ user: "u-1", affinity: "api@9.9.9" })).toMatchObject({
        label: oldLabel,
        pinRefused: true,
      });
    });

    test("a tester reaches a dark version, and nobody else does", async () => {
      const release = await begin();
      const tester = await token(release, {});
      expect(await release.send({ user: "u-1", tester })).toMatchObject({
        status: 200,
        label: newLabel,
        toldVersion: `api@${newLabel}`,
        pinRefused: false,
      });
      expect((await release.send({ user: "u-1" })).label).toBe(oldLabel);
    });

    test("a tester's pin is stronger than a page's and a user's", async () => {
      const release = await begin();
      await release.change((state) => pinUsers(state, { component: "api", label: oldLabel }, ["u-1"]));
      const tester = await token(release, {});
      const answer = await release.send({ user: "u-1", tester, affinity: `api@${oldLabel}` });
      expect(answer.label).toBe(newLabel);
    });

    test.each<[string, Partial<TesterPin>]>([
      ["that has expired", { expiresS: Math.floor(Date.now() / 1000) - 1 }],
      ["of another router", { audience: "staging" }],
      ["to a version that nobody knows", { label: "9.9.9" }],
    ])("a tester's pin %s is refused", async (_, pin) => {
      const release = await begin();
      expect(await release.send({ user: "u-1", tester: await token(release, pin) })).toMatchObject({
        status: 200,
        label: oldLabel,
        pinRefused: true,
      });
    });

    test("a tester's pin of another component opens nothing here", async () => {
      const release = await begin();
      const tester = await token(release, { component: "web" });
      expect((await release.send({ user: "u-1", tester })).label).toBe(oldLabel);
      expect((await release.send({ user: "u-1", tester, component: "web" })).label).toBe(newLabel);
    });

    test("a tester's pin that was changed after it was signed is refused", async () => {
      const release = await begin();
      const pin = fullPin({ label: oldLabel });
      const signature = await release.sign(signedText(pin));
      const forged = [
        pinToken({ ...pin, label: newLabel }, signature),
        pinToken(
          fullPin({}),
          signature.replace(/.$/, (last) => (last === "0" ? "1" : "0")),
        ),
        `${await token(release, {})}0`,
        "cf1~edge",
      ];
      for (const tester of forged)
        expect(await release.send({ user: "u-1", tester })).toMatchObject({
          label: oldLabel,
          pinRefused: true,
        });
    });

    test("a revoked pin is refused, the next one is not", async () => {
      const release = await begin();
      const [lost, kept] = [await token(release, { id: "lost" }), await token(release, { id: "kept" })];
      await release.change((state) => revokePin(state, "api", "lost"));
      expect(await release.send({ user: "u-1", tester: lost })).toMatchObject({
        label: oldLabel,
        pinRefused: true,
      });
      expect((await release.send({ user: "u-1", tester: kept })).label).toBe(newLabel);
    });

    test("blocking a version ends every pin to it at once", async () => {
      const release = await begin();
      const tester = await token(release, {});
      await release.change((state) => pinUsers(state, api, ["u-17"]));
      await release.change((state) => setWeight(state, { ...api, weight: 0, rest: oldLabel }));
      await release.change((state) => setStage(state, api, "blocked"));
      for (const call of [{ tester }, { affinity: `api@${newLabel}` }, {}])
        expect((await release.send({ user: "u-17", ...call })).label).toBe(oldLabel);
    });
  });
}

function fullPin(pin: Partial<TesterPin>): TesterPin {
  const expiresS = Math.floor(Date.now() / 1000) + 600;
  return { audience: routerId, component: "api", label: newLabel, expiresS, id: "p ~1", ...pin };
}

async function token(release: Release, pin: Partial<TesterPin>): Promise<string> {
  const whole = fullPin(pin);
  return pinToken(whole, await release.sign(signedText(whole)));
}
