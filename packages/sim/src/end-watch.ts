import { bucketCount, chainOf, isSameWeights, liveVersions, weightsOf } from "@crossfade/core";
import type { Chronicle } from "./chronicle.ts";
import type { Platform } from "./platform.ts";
import type { RouterMachine } from "./router-machine.ts";
import { arrivedAt } from "./users-watch.ts";
import type { KnownRelease, WatchedStore } from "./watched-store.ts";

export interface EndOptions {
  readonly watched: WatchedStore;
  readonly platform: Platform;
  readonly routers: readonly RouterMachine[];
  readonly routed: readonly string[];
  readonly chronicle: Chronicle;
}

/** Once everything is quiet: the world is as the journals say, and the facts say so as well. */
export async function checkEnd(options: EndOptions): Promise<void> {
  const { watched } = options;
  for (const { spec } of watched.releases) await watched.check(spec.id);
  const last = watched.releases.at(-1);
  if (last === undefined || !["completed", "aborted"].includes(last.progress.phase)) return;
  for (const component of Object.keys(last.spec.plan.from)) checkComponent(options, last, component);
  await checkFacts(options, last);
}

function checkComponent(options: EndOptions, release: KnownRelease, component: string): void {
  const { spec, progress } = release;
  const { platform, routers, routed, chronicle } = options;
  const wanted = arrivedAt(release, chainOf(spec, component), component);
  const how = `${spec.id} is ${progress.phase}`;
  if (routed.includes(component)) {
    for (const { id, state } of routers) {
      const weights = weightsOf(state.components[component]?.split ?? []);
      if (!isSameWeights(weights, { [wanted]: bucketCount }))
        chronicle.violated(`${how}, and ${id} gives ${component} ${JSON.stringify(weights)}, not ${wanted}`);
    }
    if (!platform.isRunning(component, wanted))
      chronicle.violated(`${how}, and ${component}@${wanted} does not run`);
    const updated = platform.serversOf(component)?.labels ?? [wanted];
    if (progress.phase === "completed" && updated.join() !== wanted)
      chronicle.violated(`${how}, and servers of ${component} run ${updated}, not ${wanted}`);
    return;
  }
  // Nobody here knows the inverse of a migration that was begun: whoever wrote it finishes it.
  const isOpen = progress.phase === "aborted" && component === "db";
  const active = platform.versionsOf(component, "active");
  if (!isOpen && !platform.isWhole(component, wanted))
    chronicle.violated(`${how}, and not all consumers of ${component}@${wanted} are at work`);
  if (!isOpen && active.join() !== wanted)
    chronicle.violated(
      `${how}, and of ${component} there serves ${active.join(", ") || "nobody"}, not ${wanted}`,
    );
}

async function checkFacts(options: EndOptions, { spec, progress }: KnownRelease): Promise<void> {
  const { watched, platform, routers, routed, chronicle } = options;
  const facts = await watched.store.facts(spec.environment);
  facts.forEach(({ seq, atMs }, index) => {
    if (seq !== index + 1 || atMs < (facts[index - 1]?.atMs ?? 0))
      chronicle.violated(`fact ${seq} is out of order`);
  });
  const live = liveVersions(facts);
  for (const component of Object.keys(spec.plan.from)) {
    if (component === "db" && progress.phase === "aborted") continue;
    const told = live
      .filter((each) => each.component === component && each.phase === "released")
      .map(({ label }) => label);
    const serving = routed.includes(component)
      ? Object.keys(weightsOf(routers[0]?.state.components[component]?.split ?? []))
      : platform.versionsOf(component, "active");
    if ([...told].sort().join() !== [...serving].sort().join())
      chronicle.violated(`the facts say that of ${component} there serves ${told}, and it is ${serving}`);
  }
}
