import { type ComponentTraffic, type RouterState, type VersionName, weightsOf } from "@crossfade/core";
import type { ReportedPair, ReportPairs } from "./report-pairs.ts";

/** Pairs that a change of traffic would bring into contact, as a report judges them. */
export interface NewContacts {
  readonly pairs: readonly NewContact[];
  /** Versions that would meet and that the report does not know: nothing is known of their pairs. */
  readonly unlooked: readonly VersionName[];
}

export interface NewContact extends ReportedPair {
  /**
   * The end that this router does not carry; whether that version is live is not seen here, so the report decides.
   * Absent: both ends are seen.
   */
  readonly assumed?: string;
  /** Breaking, and nobody has taken it upon himself: not to be done without a word from a person. */
  readonly needsConsent: boolean;
}

/** Versions that users get after a change and did not get before it: a weight above 0, or the pin of a user. */
export function startedVersions(before: RouterState, after: RouterState): readonly VersionName[] {
  return Object.entries(after.components).flatMap(([component, traffic]) => {
    const earlier = before.components[component];
    const served = earlier === undefined ? new Set<string>() : servedOf(earlier);
    return [...servedOf(traffic)]
      .filter((label) => !served.has(label))
      .map((label) => ({ component, label }));
  });
}

/**
 * Pairs, breaking or unknown, between versions that start and versions that are live after it. Where a router carries a
 * component, its state says what is live; of any other component every version counts that the report lets them meet.
 */
export function newContacts(
  report: ReportPairs,
  after: RouterState,
  started: readonly VersionName[],
): NewContacts {
  const starts = new Set(started.map(keyOf));
  const live = new Set([
    ...starts,
    ...Object.entries(after.components).flatMap(([component, traffic]) =>
      liveOf(traffic).map((label) => keyOf({ component, label })),
    ),
  ]);
  const carried = (component: string) => Object.hasOwn(after.components, component);
  const pairs = report.pairs.flatMap((pair): readonly NewContact[] => {
    const { sender, receiver } = pair;
    const others = [sender, receiver].filter((end) => !starts.has(keyOf(end)));
    if (others.length === 2) return [];
    const [other] = others;
    const assumed = other !== undefined && !carried(other.component) ? other.component : undefined;
    if (assumed !== undefined && pair.asRequested === "apart") return [];
    if (assumed === undefined && other !== undefined && !live.has(keyOf(other))) return [];
    const needsConsent = pair.verdict === "breaking" && !pair.accepted && pair.asRequested !== "standing";
    return [{ ...pair, needsConsent, ...(assumed === undefined ? {} : { assumed }) }];
  });
  return { pairs, unlooked: unlooked(report, live) };
}

/** Of components that no link joins nothing needs to be known. */
function unlooked({ labels, linked }: ReportPairs, live: ReadonlySet<string>): readonly VersionName[] {
  return [...live].map(nameOf).filter(({ component, label }) => {
    const known = labels.get(component);
    return known === undefined || (linked.has(component) && !known.has(label));
  });
}

function servedOf(traffic: ComponentTraffic): ReadonlySet<string> {
  const weights = weightsOf(traffic.split);
  const weighty = Object.keys(weights).filter((label) => (weights[label] ?? 0) > 0);
  return new Set([...weighty, ...Object.values(traffic.userPins)]);
}

/** Who holds traffic, and who may still be held on to: pages of a version stay with it while it is active or draining. */
function liveOf(traffic: ComponentTraffic): readonly string[] {
  const lasting = traffic.versions.filter(({ stage }) => stage === "active" || stage === "draining");
  return [...new Set([...servedOf(traffic), ...lasting.map(({ label }) => label)])];
}

function keyOf({ component, label }: VersionName): string {
  return JSON.stringify([component, label]);
}

function nameOf(key: string): VersionName {
  const [component = "", label = ""] = JSON.parse(key) as string[];
  return { component, label };
}
