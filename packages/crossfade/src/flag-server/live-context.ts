import type { LiveVersion } from "@crossfade/core";
import { compareVersions, versionOf } from "@crossfade/flags/evaluate";

/**
 * The lowest version of each component that users may meet now. A component of which one such version has no readable
 * number has none: what nobody can compare satisfies no need.
 */
export function lowestLive(live: readonly LiveVersion[]): Readonly<Record<string, string>> {
  const released = live.filter(({ phase }) => phase === "released");
  const components = [...new Set(released.map(({ component }) => component))];
  const lowest = components.flatMap((component) => {
    const versions = released.filter((each) => each.component === component);
    const read = versions.map(({ label }) => ({ label, version: versionOf(label) }));
    const known = read.flatMap(({ label, version }) => (version === undefined ? [] : [{ label, version }]));
    if (known.length < read.length) return [];
    const [first] = known.sort((one, other) => compareVersions(one.version, other.version));
    return first === undefined ? [] : [[component, first.label] as const];
  });
  return Object.fromEntries(lowest);
}

/** As `needs.services` reads it: { crossfade: { live: { billing: "2.1.0" } } }. A dot in a name is a step further in. */
export function liveContext(lowest: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  const live: Record<string, unknown> = {};
  for (const [component, label] of Object.entries(lowest)) put(live, component.split("."), label);
  return { crossfade: { live } };
}

function put(into: Record<string, unknown>, [step = "", ...rest]: readonly string[], label: string): void {
  if (rest.length === 0) {
    // A component whose name is the beginning of another's keeps what is inside.
    if (typeof into[step] !== "object") into[step] = label;
    return;
  }
  const inside = typeof into[step] === "object" ? (into[step] as Record<string, unknown>) : {};
  into[step] = inside;
  put(inside, rest, label);
}
