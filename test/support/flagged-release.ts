import { advance, type ReleaseEvent, type ReleaseSpec, waysOut } from "@crossfade/core";
import { eventsOf } from "../../packages/crossfade/src/engine/outcome-events.ts";
import { FlagTurns } from "../../packages/crossfade/src/flag-server/flag-turns.ts";
import { lowestLive } from "../../packages/crossfade/src/flag-server/live-context.ts";
import { LiveFacts } from "../../packages/crossfade/src/flag-server/live-facts.ts";
import type { PerformingEnvironment } from "../../packages/crossfade/src/performer/performing.ts";
import { FlagRoom } from "./flag-room.ts";
import { PerformedRelease } from "./performed-release.ts";
import { Story } from "./story.ts";

/** More looks than any of these releases needs. */
const maxLooks = 1_000;

/** A release in memory, driven as the engine drives it, whose environment serves a real file of features. */
export class FlaggedRelease extends PerformedRelease {
  readonly room: FlagRoom;
  readonly turns: FlagTurns;
  readonly live: LiveFacts;
  servesFlags = true;

  constructor(features: string, change: Partial<ReleaseSpec> = {}) {
    super(change);
    this.room = new FlagRoom(features);
    this.live = new LiveFacts(this.facts, [this.room.served], () => {});
    this.turns = new FlagTurns([this.room.served], () => this.live.lookAfresh());
  }

  override environment(): PerformingEnvironment {
    const environment = super.environment();
    return this.servesFlags ? { ...environment, flags: this.turns } : environment;
  }

  /** Looks and acts, a second at a time, until it is over or `until` holds. */
  async drive(until: () => boolean = () => false): Promise<void> {
    for (let look = 0; look < maxLooks; look++) {
      if (this.progress.phase === "completed" || this.progress.phase === "aborted" || until()) return;
      const { events, effects } = advance(this.spec, this.progress, this.nowMs);
      this.tell(...events);
      for (const effect of effects) {
        const outcome = await this.perform(effect);
        this.tell(...eventsOf(this.spec, this.progress, { effect, outcome, nowMs: this.nowMs }));
      }
      this.nowMs += 1_000;
    }
    throw new Error(`it is not over: ${JSON.stringify(this.progress.steps)}`);
  }

  say(...events: readonly ReleaseEvent[]): void {
    this.tell(...events);
  }

  /** Lowest live versions, as the facts tell. */
  async lowest(): Promise<Readonly<Record<string, string>>> {
    const { liveVersions } = await import("@crossfade/core");
    return lowestLive(liveVersions(await this.facts.facts("production")));
  }
}

/** `api` and `worker` break each other both ways over a queue, unless the new api keeps its flag off until the old worker is gone. */
export function behindFlag(): Pick<ReleaseSpec, "plan" | "flags" | "transitions"> {
  const { system, verdicts } = new Story()
    .part("api", "service", { versions: ["1.0.0", "2.0.0/off", "2.0.0"] })
    .part("worker", "worker", { versions: ["1.0.0", "2.0.0"] })
    .link("api -> worker", { medium: "queue" })
    .breaks("api@1.0.0 -> worker@2.0.0", "api@2.0.0 -> worker@1.0.0")
    .tell();
  const flags = [{ component: "api", version: "2.0.0", off: "2.0.0/off", keys: ["gifts"] }];
  const components = system.components.map((each) =>
    each.id === "api" ? { ...each, chain: ["1.0.0", "2.0.0"] } : each,
  );
  const way = waysOut({ ...system, components, flagged: flags }, verdicts).ways.find(
    ({ id }) => id === "flag api",
  );
  if (way === undefined) throw new Error("the flag is no way out");
  const checks = {
    readyTimes: 0,
    soakMs: 0,
    syntheticPaths: [],
    rehearsesRollback: false,
    internalUsers: [],
  };
  const rungs = [
    { weight: 10_000, bakeMs: 0, timeoutMs: 0, promotion: "automatic", unwatched: true } as const,
  ];
  return {
    plan: way.plan,
    flags,
    transitions: {
      api: { component: "api", kind: "service", by: "router", strategy: { rungs }, checks },
      worker: { component: "worker", kind: "worker", by: "deployer", strategy: { rungs }, checks },
    },
  };
}
