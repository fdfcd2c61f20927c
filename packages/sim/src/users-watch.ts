import {
  bucketCount,
  isSameWeights,
  type RouterState,
  type Split,
  stationsOf,
  type Weights,
  weightsAfter,
  weightsOf,
} from "@crossfade/core";
import type { Chronicle } from "./chronicle.ts";
import type { ChangedBy, RouterChange } from "./router-machine.ts";
import type { KnownRelease, WatchedStore } from "./watched-store.ts";

/** Watches over what every change of a router does to its users. */
export class UsersWatch {
  readonly #store: WatchedStore;
  readonly #chronicle: Chronicle;
  readonly #fences = new Map<string, number>();
  /** What people have set, by component. */
  readonly #byHand = new Map<string, Weights[]>();
  /** What a person has set last, by router and component; nobody has changed it since. */
  readonly #hands = new Map<string, Weights>();

  constructor(store: WatchedStore, chronicle: Chronicle) {
    this.#store = store;
    this.#chronicle = chronicle;
  }

  changed({ router, before, after, by }: RouterChange): void {
    for (const component of Object.keys(after.components)) {
      const [old, fresh] = [splitOf(before, component), splitOf(after, component)];
      const weights = weightsOf(fresh);
      if (isSameWeights(weightsOf(old), weights)) continue;
      const told = `${component} ${JSON.stringify(weights)}, generation ${after.generation}`;
      this.#chronicle.say(router, `${told}, by ${nameOf(by)}`);
      if (by.kind === "restart") continue;
      this.#mustBeAsked(component, weights, by);
      this.#mustBeHeard(router, component, weights, by);
      const flipped = flippedBack(old, fresh);
      if (flipped !== undefined)
        this.#chronicle.violated(`users of ${component} ${flipped} lose it while its weight grows`);
      if (before.components[component]?.salt !== after.components[component]?.salt && old.length > 1)
        this.#chronicle.violated(`users of ${component} are shuffled between two versions`);
    }
    this.#mustBeNewest(router, by);
  }

  #mustBeAsked(component: string, weights: Weights, by: ChangedBy): void {
    if (by.kind === "keeper") this.#chronicle.violated(`the keeper moves users of ${component}`);
    if (by.kind === "person") {
      this.#byHand.set(component, [...(this.#byHand.get(component) ?? []), weights]);
    }
    if (by.kind !== "release") return;
    const asked = [
      ...this.#store.releases.flatMap((release) => askedWeights(release, component)),
      ...(this.#byHand.get(component) ?? []),
    ];
    if (!asked.some((each) => isSameWeights(each, weights)))
      this.#chronicle.violated(`nobody asked for ${JSON.stringify(weights)} of ${component}`);
    this.#mustBePromoted(component, weights, by.release);
  }

  /** A person wins: whoever changes their weights has written them down before. Only an abort stops for nobody. */
  #mustBeHeard(router: string, component: string, weights: Weights, by: ChangedBy): void {
    const key = `${router} ${component}`;
    const hand = this.#hands.get(key);
    if (by.kind === "person") this.#hands.set(key, weights);
    else this.#hands.delete(key);
    if (by.kind !== "release" || hand === undefined) return;
    const release = this.#store.releases.find(({ spec }) => spec.id === by.release);
    if (release === undefined || release.progress.phase !== "running") return;
    const wasAsked = askedWeights(release, component).some((each) => isSameWeights(each, hand));
    if (!wasAsked && !this.#store.hasTakenOver(by.release, component, hand))
      this.#chronicle.violated(`what a person set for ${component} at ${router} is overruled unheard`);
  }

  /** Counted by hand: the first rung, and one more for each promotion in the journal. */
  #mustBePromoted(component: string, weights: Weights, id: string): void {
    const spec = this.#store.releases.find((each) => each.spec.id === id)?.spec;
    const [old, fresh] = [spec?.plan.from[component], spec?.plan.to[component]];
    const rungs = spec?.transitions[component]?.strategy.rungs;
    if (old === fresh || fresh === undefined || rungs === undefined) return;
    const promotions = this.#store.promotionsOf(id, `end ${component}@${old}`);
    const most = rungs[Math.min(promotions, rungs.length - 1)]?.weight ?? 0;
    const byHand = (this.#byHand.get(component) ?? []).map((each) => each[fresh] ?? 0);
    if ((weights[fresh] ?? 0) > Math.max(most, ...byHand))
      this.#chronicle.violated(
        `${component}@${fresh} has more users after ${promotions} promotions than ${most}`,
      );
  }

  #mustBeNewest(router: string, by: ChangedBy): void {
    if (by.kind !== "release") return;
    const { release, fence, component } = by;
    const key = `${router} ${release} ${component}`;
    const newest = this.#fences.get(key) ?? 0;
    if (fence < newest)
      this.#chronicle.violated(`fence ${fence} of ${release} changes ${component} after fence ${newest}`);
    this.#fences.set(key, Math.max(newest, fence));
  }
}

/** Every weight that the journal of a release has ever asked for. */
function askedWeights({ spec, progress }: KnownRelease, component: string): readonly Weights[] {
  const first = spec.plan.from[component];
  const stations = spec.plan.steps.flatMap((step) => {
    const state = progress.steps[step.id];
    if (state === undefined) return [];
    const all = stationsOf(spec, step);
    return state.doneMs === undefined ? all.slice(0, state.station + 1) : all;
  });
  const deeds = [
    ...stations.flatMap((station) => (station.kind === "deed" ? [station.deed] : [])),
    ...(progress.undo?.deeds ?? []).map(({ deed }) => deed),
  ];
  return [
    ...(first === undefined ? [] : [{ [first]: bucketCount }]),
    ...deeds.flatMap((deed) =>
      deed.kind === "weigh" && deed.component === component ? [weightsAfter(deed)] : [],
    ),
  ];
}

/** The version that has more buckets than before, and yet lost some. */
function flippedBack(old: Split, fresh: Split): string | undefined {
  const [before, after] = [weightsOf(old), weightsOf(fresh)];
  const grown = Object.keys(after).filter((label) => (after[label] ?? 0) > (before[label] ?? 0));
  return grown.find((label) =>
    old.some(
      (segment) =>
        segment.label === label &&
        fresh.some(({ from, to, label: other }) => other !== label && from < segment.to && segment.from < to),
    ),
  );
}

function splitOf({ components }: RouterState, component: string): Split {
  return (Object.hasOwn(components, component) ? components[component]?.split : undefined) ?? [];
}

function nameOf(by: ChangedBy): string {
  return by.kind === "release" ? `${by.process} (${by.release}, fence ${by.fence})` : by.kind;
}

/** The version of a component that everybody has once a release has ended there. */
export function arrivedAt(
  { spec, progress }: KnownRelease,
  chain: readonly string[],
  component: string,
): string {
  const ended = chain.findLastIndex(
    (label) => progress.steps[`end ${component}@${label}`]?.doneMs !== undefined,
  );
  return chain[Math.min(ended + 1, chain.length - 1)] ?? spec.plan.from[component] ?? "";
}
