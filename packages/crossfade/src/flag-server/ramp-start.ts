import { CrossfadeError } from "@crossfade/core";
import { type Caller, need } from "../control/caller.ts";
import type { RampAsk } from "../control/ramps.ts";
import type { FlagRampRequest } from "../wire/flag-requests.ts";
import type { FlagSets } from "./flag-sets.ts";
import { FlagTurns } from "./flag-turns.ts";

const everybody = 10_000;

/**
 * What a ramp of this flag begins with: its file, the share that it has now. One file serves every environment: whoever
 * lets a flag climb needs the right in each. CF_FORBIDDEN, CF_FLAG_SET_UNKNOWN, CF_FLAG_UNKNOWN, CF_FLAG_CHANGE_REFUSED
 */
export function rampStart(sets: FlagSets, caller: Caller, key: string, request: FlagRampRequest): RampAsk {
  need(caller, "flags");
  const all = sets.ofComponent(request.component);
  const [{ component, source }] = all;
  for (const { environment } of all) need(caller, "flags", { environment, components: [component] });
  const served = sets.find(request.environment ?? onlyOf(all.map((each) => each.environment)), component);
  const share = new FlagTurns([served], async () => {}).read(key);
  if (share === undefined)
    throw new CrossfadeError("CF_FLAG_UNKNOWN", {
      file: source.name,
      key,
      known: "`crossfade flag list` shows those that there are.",
    });
  const shares = request.shares.map((each) => Math.round((each / 100) * everybody));
  const why = share.fixed ?? whyNot(share.weight, shares);
  if (why !== undefined)
    throw new CrossfadeError("CF_FLAG_CHANGE_REFUSED", {
      file: source.name,
      why: `${key} cannot climb: ${why}.`,
    });
  const { bakeMs, promotion, startAtMs } = request;
  return {
    environment: served.environment,
    component,
    key,
    from: share.weight,
    shares,
    bakeMs,
    promotion,
    startAtMs,
  };
}

/** Growth only adds users: a ramp that would take some back is none. */
function whyNot(from: number, shares: readonly number[]): string | undefined {
  const [first = 0] = shares;
  if (first <= from) return `${from / 100}% of the users have it already, and the first share has to be more`;
  return shares.some((each, index) => index > 0 && each <= (shares[index - 1] ?? 0))
    ? "each share has to be more than the one before"
    : undefined;
}

function onlyOf(environments: readonly string[]): string | undefined {
  return environments.length === 1 ? environments[0] : undefined;
}
