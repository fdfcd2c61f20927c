import { describe, expect, test } from "vitest";
import { prague, shopNowMs } from "../../../../../test/support/shop-release.ts";
import type { EnvironmentStatus, VersionStatus } from "../../wire/views.ts";
import { isBlind, statusPage } from "./status-page.ts";

const frame = { width: 100, colour: false, nowMs: shopNowMs, zone: prague };
const readBackMs = shopNowMs;

function api(seenBy: VersionStatus["seenBy"], more: Partial<VersionStatus> = {}): EnvironmentStatus {
  const version = {
    label: "2.0.0",
    phase: "released" as const,
    deployedMs: shopNowMs - 29 * 60_000,
    endpoints: [],
  };
  return {
    statusSchema: 1,
    environment: "production",
    atMs: shopNowMs,
    components: [{ component: "api", versions: [{ ...version, ...more, seenBy }] }],
    routers: [{ router: "edge", reachable: true }],
    releases: [],
  };
}

const share = (part: number, pinned = 0) => ({
  kind: "share" as const,
  share: part,
  pinned,
  router: "edge",
  readBackMs,
});

describe("deployed or released?", () => {
  test.each<[string, VersionStatus["seenBy"]]>([
    ["api 2.0.0: deployed 14:02, seen by 25 % of users (read back 14:31)", share(0.25)],
    [
      "api 2.0.0: deployed 14:02, seen by 0.5 % of users and 2 pinned users (read back 14:31)",
      share(0.005, 2),
    ],
    ["api 2.0.0: deployed 14:02, seen by 1 pinned user alone (read back 14:31)", share(0, 1)],
    [
      "api 2.0.0: deployed 14:02, seen by nobody (read back 14:31)",
      { kind: "nobody", router: "edge", readBackMs },
    ],
    ["api 2.0.0: deployed 14:02, seen by everybody (read back 14:31)", share(1, 3)],
    ["api 2.0.0: deployed 14:02, seen by nobody", { kind: "nobody" }],
    ["api 2.0.0: deployed 14:02, seen by everybody", { kind: "everybody" }],
    [
      "api 2.0.0: deployed 14:02, who sees it is unknown: edge does not answer",
      { kind: "unknown", why: "edge does not answer" },
    ],
  ])("%s", (sentence, seenBy) => {
    expect(statusPage(api(seenBy), frame).split("\n")).toContain(sentence);
  });

  test("what was deployed another day says which, with the zone", () => {
    const deployedMs = shopNowMs - 18 * 86_400_000;
    expect(statusPage(api(share(1), { deployedMs }), frame)).toContain(
      "api 2.0.0: deployed 3 Nov 2026 14:31 Europe/Prague, seen by everybody (read back 14:31)\n",
    );
  });

  test("what a router serves and nobody has told of is no deployment that is known", () => {
    const untold = { label: "2.0.0", phase: "released" as const, endpoints: [], seenBy: share(1) };
    const status = { ...api(share(1)), components: [{ component: "api", versions: [untold] }] };
    expect(statusPage(status, frame)).toContain(
      "api 2.0.0: nobody has said that it was deployed, seen by everybody",
    );
  });

  test("a router that does not answer makes the answer unknown; pages that nobody can ask do not", () => {
    const unknown = api({ kind: "unknown", why: "x" });
    expect(isBlind({ ...unknown, routers: [{ router: "edge", reachable: false, why: "it is away" }] })).toBe(
      true,
    );
    expect(isBlind({ ...unknown, routers: [{ router: "edge", reachable: true }] })).toBe(false);
  });

  test("routers that do not answer, and releases in flight, are named", () => {
    const text = statusPage(
      {
        ...api(share(1)),
        routers: [{ router: "eu", reachable: false, why: "nobody listens there" }],
        releases: [{ id: "shop-2", phase: "running" }],
      },
      frame,
    );
    expect(text).toContain("\n✕ router eu does not answer: nobody listens there\n");
    expect(text).toContain("\nReleases   shop-2 runs  crossfade release show shop-2\n");
  });

  test("where nothing is deployed it says how to tell of it", () => {
    const text = statusPage({ ...api(share(1)), components: [] }, { ...frame, width: 200 });
    expect(text).toContain(
      "crossfade deployed COMPONENT@VERSION --environment production --endpoint URL --serving\n",
    );
  });
});
