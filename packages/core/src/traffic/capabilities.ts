import { CrossfadeError } from "../error/crossfade-error.ts";
import type { RouterCapabilities } from "../ports/router.ts";

type Capability = keyof RouterCapabilities;

const words: Readonly<Record<Capability, string>> = {
  sticky: "keep a user on one version",
  sameUsers: "send the same users to a version as other routers do",
  exact: "keep a weight exactly",
  atomic: "change all weights at once",
  reloadFree: "change a weight without a reload",
  errorsByVersion: "count errors by version",
  histogram: "measure how long answers take",
  pins: "pin a user or a tester to a version",
  drain: "end what is open on a version",
  politeEnd: "tell a stream to come again before it ends",
  fenced: "refuse an older plan",
  movesInstances: "let a server change its version without a reload",
};

/** What a router that chooses by bucket and speaks the streams' own words can do: all of it. The contract of routers tests each claim. */
export const everyCapability: RouterCapabilities = {
  sticky: true,
  sameUsers: true,
  exact: true,
  atomic: true,
  reloadFree: true,
  errorsByVersion: true,
  histogram: true,
  pins: true,
  drain: true,
  politeEnd: true,
  fenced: true,
};

/** CF_ROUTER_LACKS where something that is needed is not among what the router can do. */
export function needCapabilities(
  router: string,
  has: RouterCapabilities,
  needs: readonly Capability[],
): void {
  const lacks = needs.filter((need) => !has[need]);
  if (lacks.length === 0) return;
  throw new CrossfadeError("CF_ROUTER_LACKS", { router, lacks: lacks.map((each) => words[each]).join(", ") });
}
