import { builtLabel, isFlagTurn, offLabel, type VersionLabel } from "../model/version.ts";
import type { ComponentTransition, ReleaseSpec } from "./release-spec.ts";

/** Feature flags get so many buckets of 10,000; the rest of the users go without. */
export interface FlagDeed {
  readonly kind: "flag";
  readonly component: string;
  readonly version: VersionLabel;
  readonly keys: readonly string[];
  readonly weight: number;
  /** What this release had given before: anything else is a person's. */
  readonly before: number;
}

const everybody = 10_000;

/** "off", "0.5%", "100%": what a share of a flag is called where versions stand. */
export function shareLabel(weight: number): VersionLabel {
  return weight === 0 ? "off" : `${weight / 100}%`;
}

/** The share that a label of `shareLabel` means. */
export function weightOfShare(label: VersionLabel): number {
  return label === "off" ? 0 : Math.round(Number(label.replace("%", "")) * 100);
}

/** Whether a step from one version of a chain to the next turns flags, and so moves neither processes nor users. */
export function turnsFlags(
  transition: ComponentTransition | undefined,
  from: VersionLabel | undefined,
  to: VersionLabel | undefined,
): boolean {
  if (from === undefined || to === undefined) return false;
  return transition?.by === "flag" || isFlagTurn(from, to);
}

/** The shares that lead to a version, growing: the rungs of a ramp, or everybody at once. */
export function sharesTo(
  spec: ReleaseSpec,
  component: string,
  from: VersionLabel,
  to: VersionLabel,
): readonly FlagDeed[] {
  const transition = Object.hasOwn(spec.transitions, component) ? spec.transitions[component] : undefined;
  if (transition?.by !== "flag") {
    const keys = keysOf(spec, component, to);
    const on = to === builtLabel(to);
    return [
      { kind: "flag", component, version: to, keys, weight: on ? everybody : 0, before: on ? 0 : everybody },
    ];
  }
  const [first, last] = [weightOfShare(from), weightOfShare(to)];
  const rungs = transition.strategy.rungs.map((each) => each.weight);
  const weights = rungs.at(-1) === last ? rungs : [last];
  return weights.map((weight, index) => ({
    kind: "flag",
    component,
    version: to,
    keys: [component],
    weight,
    before: weights[index - 1] ?? first,
  }));
}

/** Before any process of a version runs that has flags new to its users: they are off. */
export function offBefore(spec: ReleaseSpec, component: string, version: VersionLabel): readonly FlagDeed[] {
  if (version === builtLabel(version)) return [];
  const keys = keysOf(spec, component, version);
  return [{ kind: "flag", component, version, keys, weight: 0, before: 0 }];
}

function keysOf({ flags = [] }: ReleaseSpec, component: string, version: VersionLabel): readonly string[] {
  const built = builtLabel(version);
  const own = flags.find((each) => each.component === component && each.off === offLabel(built));
  return own?.keys ?? [];
}
