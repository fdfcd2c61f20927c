import { CrossfadeError, type FlagDeed, type Gate, type Outcome, shareText } from "@crossfade/core";
import { fact, recorded } from "./deploying.ts";
import type { FlagShare, Target, Work } from "./performing.ts";

const lookEveryMs = 2_000;

export interface AskedFlags {
  readonly deed: FlagDeed;
  /** The step of the plan: a person may say that it is done. */
  readonly step?: string;
  readonly isUndo: boolean;
}

/**
 * Gives flags their share in the file that is served, and reads it back. What a person has set lower since counts: the
 * release stops there. Taking back only lowers: a flag that somebody killed stays dead.
 */
export async function flag(work: Work, asked: AskedFlags): Promise<Outcome> {
  const { deed, step, isUndo } = asked;
  const item = step === undefined ? undefined : itemFor(deed, step);
  const said = item === undefined ? undefined : answerTo(work, item);
  if (said?.answer === "yes" && !isUndo) return { kind: "done", note: `${said.by} says so` };
  const found = deed.keys.map((key) => ({ key, share: work.environment.flags?.read(key) }));
  const unknown = found.filter(({ share }) => share === undefined).map(({ key }) => key);
  if (found.length === 0 || unknown.length > 0)
    return isUndo ? elsewhereAgain(work, deed) : elsewhere(work, deed, unknown, item);
  for (const { key, share } of found) {
    const problem = share && (isUndo ? undefined : objection(deed, key, share));
    if (problem !== undefined) return problem;
  }
  if (!(await work.context.isOurs())) return { kind: "failed", why: "Another replica has this release now." };
  try {
    for (const { key, share } of found) if (share) turn(work, deed, { key, share, isUndo });
  } catch (error) {
    if (error instanceof CrossfadeError) return { kind: "failed", why: error.message };
    throw error;
  }
  return readBack(work, deed, isUndo);
}

/**
 * What a person says yes to where only a person can see it: the step that turns the flag. That it is off before anything of
 * the version runs is no step of its own; the end of that state has nothing else to be done.
 */
function itemFor({ component, version, weight, before }: FlagDeed, step: string): string {
  return weight === 0 && before === 0 ? `end ${component}@${version}` : step;
}

function answerTo({ context }: Work, item: string) {
  const { answers } = context.progress;
  return Object.hasOwn(answers, item) ? answers[item] : undefined;
}

/**
 * Before users get a version that is lower than what a flag needs: it is recorded as live, so that the flag is off for
 * everyone by the time the first of them comes. Says which flags; undefined: none minds.
 */
export async function roomFor(work: Work, target: Target): Promise<string | undefined> {
  const { flags } = work.environment;
  const minding = flags?.needing(target.component, target.version) ?? [];
  if (flags === undefined || minding.length === 0) return undefined;
  await recorded(work, { kind: "started", ...fact(target) });
  await flags.settle();
  return `${minding.join(", ")} off first: ${minding.length === 1 ? "it needs" : "they need"} a higher ${target.component}`;
}

function elsewhere(
  work: Work,
  { weight, version, component }: FlagDeed,
  unknown: readonly string[],
  item: string | undefined,
): Outcome {
  const { id } = work.context.spec;
  const what = unknown.length === 0 ? `the flags of ${component} ${version}` : unknown.join(", ");
  const done = item === undefined ? "" : `, then say so: \`crossfade release answer ${id} "${item}" yes\``;
  return {
    kind: "pending",
    againInMs: lookEveryMs,
    why: `No flag file that is served here has ${what}. Turn it ${weight === 0 ? "off" : "on"} where it is kept${done}.`,
  };
}

/** Who said that it is on says, with a no, that it is off again. */
function elsewhereAgain(work: Work, { component, version, keys }: FlagDeed): Outcome {
  const step = `start ${component}@${version}`;
  if (answerTo(work, step)?.answer !== "yes")
    return { kind: "done", note: `nobody has said that ${keys.join(", ")} is on` };
  const { id } = work.context.spec;
  const why = `${keys.join(", ")} is kept elsewhere: turn it off there, then say \`crossfade release answer ${id} "${step}" no\``;
  return { kind: "failed", why };
}

/** What stands in the way of growing. Nothing does of turning off. */
function objection(deed: FlagDeed, key: string, { weight, lacks, fixed }: FlagShare): Outcome | undefined {
  if (fixed !== undefined) return { kind: "failed", why: `${key}: ${fixed}`, final: true };
  if (deed.weight === 0) return undefined;
  if (lacks !== undefined) return { kind: "pending", againInMs: lookEveryMs, why: `${key} waits: ${lacks}.` };
  if (weight >= deed.weight || weight === deed.before) return undefined;
  const now = weight === 0 ? "off" : `at ${shareText(weight)}`;
  const was = deed.before === 0 ? "off" : `at ${shareText(deed.before)}`;
  return {
    kind: "failed",
    final: true,
    why: `Somebody has turned ${key}: it is ${now}, and this release had left it ${was}. Set it as it was, or abort the release`,
  };
}

function turn(
  work: Work,
  { weight: wanted, version, component }: FlagDeed,
  { key, share, isUndo }: { readonly key: string; readonly share: FlagShare; readonly isUndo: boolean },
): void {
  const { spec } = work.context;
  const isSo = wanted === 0 ? !share.isOn : share.weight >= wanted;
  if (isUndo && wanted > 0 ? share.weight <= wanted : isSo) return;
  const name = key === component ? version : `${component} ${version}`;
  const why = isUndo ? `taken back by ${spec.id}` : `${spec.id}: ${name}`;
  work.environment.flags?.set(key, wanted, { by: "engine", why });
}

function readBack(work: Work, { keys, weight }: FlagDeed, isUndo: boolean): Outcome {
  for (const key of keys) {
    const share = work.environment.flags?.read(key);
    const now = share?.weight ?? 0;
    const isSo = weight === 0 ? share?.isOn !== true : isUndo ? now <= weight : now >= weight;
    if (!isSo) return { kind: "failed", why: `${key} was set, and its file says ${shareText(now)}.` };
  }
  const share = weight === 0 ? "off" : `on for ${shareText(weight)} of the users`;
  return {
    kind: "done",
    note: `${keys.join(", ")} ${keys.length === 1 ? "is" : "are"} ${share}, read back from the file`,
  };
}

/** Is the share what the release has set? A flag that was killed under a ramp takes the ramp back. */
export function shareGate(work: Work, { keys, weight }: FlagDeed): Gate {
  const name = "share";
  const shares = keys.map((key) => ({ key, share: work.environment.flags?.read(key) }));
  for (const { key, share } of shares) {
    if (share === undefined)
      return { name, result: "inconclusive", reason: `no flag file here has ${key}`, missing: "the flag" };
    if (!share.isOn) return { name, result: "fail", reason: `${key} is off: somebody turned it off` };
    if (share.lacks !== undefined) return { name, result: "wait", reason: `${key} waits: ${share.lacks}` };
    if (share.weight < weight)
      return {
        name,
        result: "inconclusive",
        reason: `${key} is at ${shareText(share.weight)}: somebody lowered it`,
        missing: `${shareText(weight)}`,
      };
  }
  return { name, result: "pass", reason: `${shareText(weight)} of the users, as the file says` };
}
