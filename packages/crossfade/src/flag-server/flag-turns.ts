import { CrossfadeError } from "@crossfade/core";
import { boundAgainst, changeFeature, type Feature, isInRange, momentText } from "@crossfade/flags/file";
import type { Author } from "./flag-file.ts";
import type { ServedFlags } from "./served-flags.ts";

/** Buckets of 10,000. */
const everybody = 10_000;

export interface TurnedShare {
  readonly weight: number;
  readonly isOn: boolean;
  readonly lacks?: string;
  readonly fixed?: string;
}

/** The flags of one environment, as releases turn them: in the file, like everybody else. */
export class FlagTurns {
  readonly #served: readonly ServedFlags[];
  readonly #refresh: () => Promise<void>;

  /** `refresh`: looks at the facts again. */
  constructor(served: readonly ServedFlags[], refresh: () => Promise<void>) {
    this.#served = served;
    this.#refresh = refresh;
  }

  read(key: string): TurnedShare | undefined {
    const served = this.#holderOf(key);
    const feature = served?.state.file.features[key];
    if (served === undefined || feature === undefined) return undefined;
    const lacks = lackOf(feature, served.lowest, Math.floor(served.nowMs() / 1_000));
    const fixed = whyFixed(feature);
    return {
      ...shareOf(feature),
      ...(lacks === undefined ? {} : { lacks }),
      ...(fixed === undefined ? {} : { fixed }),
    };
  }

  /** CF_FLAG_CHANGE_REFUSED, CF_FLAG_FILE_UNREADABLE, CF_FLAG_FILE_UNWRITABLE */
  set(key: string, weight: number, author: Author): void {
    const source = this.#holderOf(key)?.source;
    if (source === undefined) throw new CrossfadeError("CF_INTERNAL", { what: `no flag file has ${key}` });
    const values = weight === 0 ? { enabled: false } : { enabled: true, rollout_percentage: weight / 100 };
    const edit = (text: string): string => {
      const result = changeFeature(text, key, values);
      if (result.ok) return result.text;
      const why = `${key} is written so that only a person can say where its share belongs.`;
      throw new CrossfadeError("CF_FLAG_CHANGE_REFUSED", { file: source.name, why });
    };
    // Turning off does not wait for somebody to mend the file.
    if (weight === 0) source.changeAtOnce(author, edit);
    else source.change(author, edit);
  }

  needing(component: string, label: string): readonly string[] {
    return this.#served.flatMap(({ state }) =>
      Object.entries(state.file.features).flatMap(([key, feature]) => {
        const range = feature.needs?.services?.[component];
        return range !== undefined && feature.enabled === true && !isInRange(label, range) ? [key] : [];
      }),
    );
  }

  settle(): Promise<void> {
    return this.#refresh();
  }

  #holderOf(key: string): ServedFlags | undefined {
    return this.#served.find(({ state }) => Object.hasOwn(state.file.features, key));
  }
}

function shareOf(feature: Feature): { readonly weight: number; readonly isOn: boolean } {
  if (feature.enabled !== true) return { weight: 0, isOn: feature.flagd !== undefined };
  const { rules, segments, ring, overrides, rollout_percentage: share } = feature;
  const isChosen = [rules, segments, ring, overrides].some((each) => each !== undefined);
  const weight = share === undefined ? (isChosen ? 0 : everybody) : Math.round(share * 100);
  return { weight, isOn: weight > 0 || isChosen };
}

function whyFixed({ flagd, targeting, schedule }: Feature): string | undefined {
  if (flagd !== undefined || targeting !== undefined) return "it is written in flagd's own words";
  if (schedule?.ramp !== undefined) return "its schedule has a ramp of its own";
  return undefined;
}

/** What nobody knows satisfies no need. */
function lackOf(
  { needs, schedule }: Feature,
  lowest: Readonly<Record<string, string>>,
  nowS: number,
): string | undefined {
  const lacking = Object.entries(needs?.services ?? {}).flatMap(([service, range]) => {
    const live = Object.hasOwn(lowest, service) ? lowest[service] : undefined;
    if (live === undefined) return [`it needs ${service} ${range}, and nobody knows which is live`];
    return isInRange(live, range) ? [] : [`it needs ${service} ${range}, and ${live} is live`];
  });
  const against = boundAgainst(schedule, nowS);
  if (against !== undefined) {
    const at = momentText(against.atS);
    lacking.push(
      against.bound === "not_before" ? `its schedule begins at ${at}` : `its schedule ended at ${at}`,
    );
  }
  return lacking.length === 0 ? undefined : lacking.join("; ");
}
