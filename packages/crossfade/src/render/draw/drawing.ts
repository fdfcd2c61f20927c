import {
  ABSENT,
  type Finding,
  type Kind,
  type Scene,
  type SceneContact,
  type SceneVersion,
} from "@crossfade/core";
import type { Age, PairReport, Report, ReportScenes } from "../../analysis/report.ts";
import { MAX_COMPONENTS, MAX_PAIRS, MAX_STAGES } from "./limits.ts";

export type Sort = "breaks" | "unknown" | "fits" | "silent";

/** What a version of a component is to the release; `absent`: the component is not there, and somebody needs it. */
export type DrawnAge = Age | "absent";

export interface DrawnVersion {
  readonly component: string;
  readonly label: string;
  readonly age: DrawnAge;
}

export interface DrawnComponent {
  readonly id: string;
  readonly kind: Kind;
  /** Oldest first. */
  readonly versions: readonly DrawnVersion[];
}

/** A version pair with its arrow, its cell and its panel. */
export interface DrawnPair {
  /** Counted from 0: unique in a drawing. */
  readonly index: number;
  readonly link: string;
  readonly sender: DrawnVersion;
  readonly receiver: DrawnVersion;
  readonly sort: Sort;
  readonly accepted: boolean;
  readonly standing: boolean;
  /** Where it is breaking or unknown and the report tells of it. */
  readonly report?: PairReport;
  readonly findings: readonly Finding[];
}

export interface DrawnScene {
  /** "r1", "p3": unique in a drawing. */
  readonly id: string;
  readonly scene: Scene;
  /** In contact, in the order of the pairs. */
  readonly pairs: readonly DrawnPair[];
  /** Those of the scene, also what is not drawn. */
  readonly counts: Counts;
}

/** Waived and accepted pairs are neither in `breaks` nor in `unknown`. */
export interface Counts {
  readonly pairs: number;
  readonly fits: number;
  /** Broken or unknown, and waived or accepted. */
  readonly accepted: number;
  readonly breaks: number;
  readonly unknown: number;
  /** Broken or unknown since before the release: part of `breaks` and `unknown`. */
  readonly standing: number;
}

/** A report as it is drawn: a plain value, bounded by the limits. */
export interface Drawing {
  readonly report: Report;
  readonly scenes: ReportScenes;
  readonly components: readonly DrawnComponent[];
  readonly pairs: readonly DrawnPair[];
  /** Before, everything at once, after; where nothing moves only the first. */
  readonly requested: readonly DrawnScene[];
  /** None where there is no plan, and where nothing moves. */
  readonly planned: readonly DrawnScene[];
  /** What the limits leave out. */
  readonly left: { readonly components: number; readonly pairs: number; readonly stages: number };
}

export function drawingOf(report: Report, scenes: ReportScenes): Drawing {
  const order = [...allContacts(scenes).values()].sort((one, other) => rankOf(one) - rankOf(other));
  const all = componentsOf(report, scenes, order);
  const components = all.slice(0, MAX_COMPONENTS);
  const pairs = pairsOf(report, order, components);
  const byKey = new Map(
    pairs.map((each) => [
      pairKey({ link: each.link, sender: each.sender.label, receiver: each.receiver.label }),
      each,
    ]),
  );
  const sceneOf = (run: string) => (scene: Scene, index: number) =>
    drawnScene(`${run}${index}`, scene, byKey);
  const last = scenes.planned.length - 1;
  // Where nothing is planned to move there is one moment: now.
  const still = scenes.planned.length === 2;
  return {
    report,
    scenes,
    components,
    pairs,
    requested: (still ? scenes.requested.slice(0, 1) : scenes.requested).map(sceneOf("r")),
    planned: (still ? [] : scenes.planned)
      .map(sceneOf("p"))
      .filter((_, index) => index <= MAX_STAGES || index === last),
    left: {
      components: all.length - components.length,
      pairs: order.length - pairs.length,
      stages: Math.max(0, scenes.planned.length - 2 - MAX_STAGES),
    },
  };
}

function pairsOf(
  report: Report,
  order: readonly SceneContact[],
  components: readonly DrawnComponent[],
): DrawnPair[] {
  const reports = reportsOf(report);
  const links = new Map(report.links.map((each) => [each.id, each]));
  const versions = new Map(
    components.flatMap((each) =>
      each.versions.map((version) => [keyOf(version.component, version.label), version]),
    ),
  );
  const found = order.flatMap((contact): Omit<DrawnPair, "index">[] => {
    const link = links.get(contact.link);
    const sender = versions.get(keyOf(link?.sender ?? "", contact.sender));
    const receiver = versions.get(keyOf(link?.receiver ?? "", contact.receiver));
    if (!sender || !receiver) return [];
    const told = reports.get(pairKey(contact));
    const findings = (told?.findings ?? []).flatMap((id) =>
      Object.hasOwn(report.findings, id) ? (report.findings[id] ?? []) : [],
    );
    const { link: id, accepted, standing } = contact;
    const base = { link: id, sender, receiver, sort: sortOf(contact), accepted, standing, findings };
    return [told ? { ...base, report: told } : base];
  });
  return found.slice(0, MAX_PAIRS).map((each, index): DrawnPair => ({ index, ...each }));
}

function drawnScene(id: string, scene: Scene, byKey: ReadonlyMap<string, DrawnPair>): DrawnScene {
  const fits = scene.contacts.filter(({ verdict }) => verdict === "compatible" || verdict === "not-spoken");
  const counted = scene.contacts.filter((each) => !each.accepted);
  const breaks = counted.filter((each) => each.verdict === "breaking");
  const unknown = counted.filter((each) => each.verdict === "unknown");
  return {
    id,
    scene,
    pairs: scene.contacts
      .flatMap((each) => byKey.get(pairKey(each)) ?? [])
      .sort((one, other) => one.index - other.index),
    counts: {
      pairs: scene.contacts.length,
      fits: fits.length,
      accepted: scene.contacts.length - fits.length - breaks.length - unknown.length,
      breaks: breaks.length,
      unknown: unknown.length,
      standing: [...breaks, ...unknown].filter((each) => each.standing).length,
    },
  };
}

function allContacts({ requested, planned }: ReportScenes): ReadonlyMap<string, SceneContact> {
  const all = new Map<string, SceneContact>();
  for (const each of [...requested, ...planned].flatMap((scene) => scene.contacts)) {
    const known = all.get(pairKey(each));
    all.set(pairKey(each), known?.standing ? known : each);
  }
  return all;
}

function reportsOf({ atOnce, standing, waived, planning }: Report): ReadonlyMap<string, PairReport> {
  const unknowns = planning.kind === "impossible" ? [] : planning.unknowns;
  return new Map(
    [...unknowns, ...waived, ...standing, ...atOnce].map((each) => [
      pairKey({ link: each.link, sender: each.sender.version, receiver: each.receiver.version }),
      each,
    ]),
  );
}

function sortOf({ verdict }: SceneContact): Sort {
  if (verdict === "breaking") return "breaks";
  if (verdict === "unknown") return "unknown";
  return verdict === "compatible" ? "fits" : "silent";
}

function rankOf(contact: SceneContact): number {
  const aside = contact.standing || contact.accepted ? 1 : 0;
  return ["breaks", "unknown", "fits", "silent"].indexOf(sortOf(contact)) * 2 + aside;
}

function componentsOf(
  report: Report,
  scenes: ReportScenes,
  order: readonly SceneContact[],
): DrawnComponent[] {
  const shown = [...scenes.requested, ...scenes.planned].flatMap((each) => each.versions);
  const links = new Map(report.links.map((each) => [each.id, each]));
  const missed = new Set(
    order.filter((each) => each.receiver === ABSENT).map((each) => links.get(each.link)?.receiver),
  );
  const harmed = new Set(
    order
      .filter((each) => each.verdict === "breaking" || each.verdict === "unknown")
      .flatMap((each) => [links.get(each.link)?.sender, links.get(each.link)?.receiver]),
  );
  const rank = (id: string, versions: number) => (harmed.has(id) ? 0 : versions > 1 ? 1 : 2);
  return scenes.components
    .map(({ id, kind, versions }) => {
      const labels = [...new Set([...leftBehind(id, versions, shown), ...versions])];
      const all = missed.has(id) ? withAbsence(report, id, labels) : labels;
      return {
        id,
        kind,
        versions: all.map((label) => ({ component: id, label, age: ageOf(report, id, label) })),
      };
    })
    .sort((one, other) => rank(one.id, one.versions.length) - rank(other.id, other.versions.length));
}

function leftBehind(id: string, versions: readonly string[], shown: readonly SceneVersion[]): string[] {
  return shown
    .filter(({ component, version }) => component === id && !versions.includes(version))
    .map((each) => each.version);
}

/** Where the component appears its absence comes first, where it goes last. */
function withAbsence(report: Report, id: string, labels: readonly string[]): string[] {
  const chain = report.components.find((each) => each.id === id)?.chain ?? [];
  return chain[0] === ABSENT ? [ABSENT, ...labels] : [...labels, ABSENT];
}

function ageOf(report: Report, id: string, label: string): DrawnAge {
  if (label === ABSENT) return "absent";
  const component = report.components.find((each) => each.id === id);
  const chain = component?.chain ?? [];
  if (!chain.includes(label))
    return component?.older.includes(label) ? "older" : isBridge(report, id, label) ? "between" : "older";
  if (chain.length === 1) return "same";
  if (chain.at(-1) === label) return "new";
  return chain[0] === label ? "old" : "between";
}

/** A version that a move put between two others. */
function isBridge({ scenes }: Report, id: string, label: string): boolean {
  const component = scenes?.components.find((each) => each.id === id);
  return (component?.versions.indexOf(label) ?? -1) >= (component?.older ?? 0);
}

function keyOf(component: string, label: string): string {
  return JSON.stringify([component, label]);
}

function pairKey(pair: { link: string; sender: string; receiver: string }): string {
  return JSON.stringify([pair.link, pair.sender, pair.receiver]);
}
