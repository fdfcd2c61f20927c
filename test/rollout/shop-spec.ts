import {
  type ComponentTransition,
  defaultReleaseSettings,
  planRelease,
  type ReleaseBasis,
  type ReleaseSettings,
  type ReleaseSpec,
  type Rung,
} from "@crossfade/core";
import { Story } from "../support/story.ts";

/** Backend first, with a worker and a schema: what every shop has. */
const shopStory = () =>
  new Story()
    .part("db", "schema")
    .part("api", "service")
    .part("worker", "worker")
    .part("page", "service")
    .link("api -> db", { medium: "schema" })
    .link("page -> api")
    .link("api -> worker", { lasts: 1 })
    .breaks("api@1 -> db@0", "page@1 -> api@0", "api@1 -> worker@0");

/** What must not serve at the same time: the same pairs by hand, for a judge that must not ask the planner. */
export const shopBreaks = [
  ["api@1", "db@0"],
  ["page@1", "api@0"],
] as const;

export interface ShopSpec {
  readonly id?: string;
  readonly bakeMs: number;
  readonly promotion?: Rung["promotion"];
  readonly settings?: Partial<ReleaseSettings>;
  readonly change?: Partial<ReleaseSpec>;
}

/** What the shop's releases are planned from. */
export function shopBasis(): ReleaseBasis {
  return basisOf(shopStory());
}

export function basisOf(story: Story): ReleaseBasis {
  const { system, verdicts } = story.tell();
  const pairs = [...verdicts].flatMap(([link, bySender]) =>
    [...bySender].flatMap(([sender, byReceiver]) =>
      [...byReceiver].map(([receiver, verdict]) => [link, sender, receiver, verdict] as const),
    ),
  );
  return { system, verdicts: pairs, report: "" };
}

/** The shop's release: services by weight in three rungs, the rest as a whole. */
export function shopSpec(shop: ShopSpec): ReleaseSpec {
  return specOfStory(shopStory(), shop);
}

/** The same for a system of one's own. */
export function specOfStory(
  story: Story,
  { id = "r1", bakeMs, promotion = "automatic", settings, change }: ShopSpec,
): ReleaseSpec {
  const { system, verdicts } = story.tell();
  const planning = planRelease(system, verdicts);
  if (planning.kind === "impossible") throw new Error("there is no plan");
  const rungs = [500, 2_500, 10_000].map((weight) => ({ weight, bakeMs, timeoutMs: 60_000, promotion }));
  const transitions = system.components.map(
    ({ id: component, kind }): ComponentTransition => ({
      component,
      kind,
      by: kind === "service" ? "router" : "deployer",
      strategy: { rungs },
      checks: {
        readyTimes: 3,
        soakMs: 0,
        syntheticPaths: [],
        rehearsesRollback: false,
        internalUsers: kind === "service" ? ["u-1"] : [],
      },
    }),
  );
  return {
    releaseSchema: 1,
    id,
    environment: "production",
    plan: planning.plan,
    planHash: "h",
    transitions: Object.fromEntries(transitions.map((each) => [each.component, each])),
    approvals: [],
    calendar: { freezes: [] },
    settings: { ...defaultReleaseSettings, retainMs: 0, ...settings },
    gates: { http: [] },
    digests: {},
    checklist: [],
    contacts: [],
    ...change,
  };
}
