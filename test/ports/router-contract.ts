import { everyCapability } from "@crossfade/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drainTests } from "./router-contract/drain-tests.ts";
import { fenceTests } from "./router-contract/fence-tests.ts";
import { instanceTests } from "./router-contract/instance-tests.ts";
import { measureTests } from "./router-contract/measure-tests.ts";
import { pinTests } from "./router-contract/pin-tests.ts";
import { type Given, Release } from "./router-contract/release.ts";
import {
  type RouterContract,
  type RouterSetup,
  type RouterUnderTest,
  setupOf,
} from "./router-contract/router-under-test.ts";
import { shiftTests } from "./router-contract/shift-tests.ts";
import { startVersionServers, type VersionServers } from "./router-contract/version-servers.ts";
import { weightTests } from "./router-contract/weight-tests.ts";

/**
 * What every router does, whatever it is made of: one suite for the fake, the embedded proxy and HAProxy. The versions
 * behind it are real servers. What a router claims is tested; what it does not claim is skipped.
 */
export function routerContract(name: string, { capabilities, make }: RouterContract): void {
  describe(name, () => {
    let servers: VersionServers;
    let setup: RouterSetup;
    let subject: RouterUnderTest;
    let releases = 0;
    beforeAll(async () => {
      servers = await startVersionServers();
      setup = setupOf(servers.instances);
      subject = await make(setup);
    });
    afterAll(async () => {
      await subject?.close();
      await servers.close();
    });
    const tested = new Set<string | symbol>();
    const claims = new Proxy(capabilities, {
      get(all, claim) {
        tested.add(claim);
        return Reflect.get(all, claim);
      },
    });
    const given: Given = {
      claims,
      begin: () => Release.begin(subject, setup, `release-${++releases}`),
    };

    test("it claims what is tested here, and nothing else", () => {
      expect(subject.router.capabilities).toEqual(capabilities);
    });
    fenceTests(given);
    weightTests(given);
    shiftTests(given);
    pinTests(given);
    instanceTests(given);
    measureTests(given);
    drainTests(given);
    test("whatever a router may claim has a test", () => {
      const all = { ...everyCapability, movesInstances: true };
      expect(Object.keys(all).filter((claim) => !tested.has(claim))).toEqual([]);
    });
  });
}
