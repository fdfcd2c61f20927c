import { createHmac } from "node:crypto";
import { everyCapability, withDeclaredVersions } from "@crossfade/core";
import { createFakeRouter } from "../../packages/crossfade/src/adapters/router/fake-router.ts";
import type { Answer, Call, RouterSetup, RouterUnderTest } from "./router-contract/router-under-test.ts";
import { routerContract } from "./router-contract.ts";

const pinSecret = Buffer.alloc(32, 7);

async function fake(setup: RouterSetup): Promise<RouterUnderTest> {
  const state = withDeclaredVersions(undefined, {
    router: setup.id,
    salt: "first",
    components: setup.components,
  });
  const { latencyThresholdsMs } = setup;
  const router = createFakeRouter({ state, nowMs: Date.now, pinSecret, latencyThresholdsMs });
  const callOf = ({ user, method: _, component = "api", affinity, checkout, delayMs, ...rest }: Call) => ({
    ...rest,
    component,
    userKey: user,
    route: checkout === true ? "checkout" : component === "api" ? "calls" : "pages",
    ...(delayMs === undefined ? {} : { latencyMs: delayMs }),
    ...labelOf(affinity, component),
  });
  const answerOf = (component: string, { label, ...answer }: ReturnType<typeof router.send>): Answer => ({
    ...answer,
    ...(label === undefined ? {} : { label, toldVersion: `${component}@${label}` }),
  });
  return {
    router,
    send: async (call) => answerOf(call.component ?? "api", router.send(callOf(call))),
    async open(call) {
      const { promise: ended, resolve } = withResolvers();
      let wasTold = false;
      const {
        label = "",
        instance = "",
        close,
      } = router.open(callOf(call), (isTold) => {
        wasTold = isTold;
        resolve();
      });
      return { label, instance, ended, wasTold: () => wasTold, close };
    },
    sign: (text) => createHmac("sha256", pinSecret).update(text).digest("hex"),
    tamper: async (next) => router.tamper(next),
    close: () => router.close(),
  };
}

function labelOf(affinity: string | undefined, component: string): { affinity?: string } {
  const pin = affinity?.split(",").find((each) => each.startsWith(`${component}@`));
  return pin === undefined ? {} : { affinity: pin.slice(component.length + 1) };
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

routerContract("the fake router", {
  capabilities: { ...everyCapability, movesInstances: true },
  make: fake,
});
