import { type Command, InvalidArgumentError } from "commander";
import { durationExpected, durationMs } from "../../config/duration.ts";
import { usage } from "../options.ts";
import { type ControlContext, connect, type EnvironmentFlags } from "./control-context.ts";
import { act, audit, type ChangeFlags, withWhy } from "./flag-act.ts";
import { showDone } from "./release-verb.ts";
import { momentMs, type TimeArgument, timeArgument } from "./time-argument.ts";

interface RampFlags extends ChangeFlags, EnvironmentFlags {
  readonly bake?: number;
  readonly manual?: boolean;
  readonly at?: TimeArgument;
}

const verb = "crossfade flag ramp";

export function addRamp(flag: Command, context: ControlContext): void {
  withWhy(flag.command("ramp"))
    .summary("for a share of the users, at once or share by share")
    .description(
      "Enables the flag for so many in a hundred. Whoever had it keeps it while the share grows. Several shares, or --bake, make a release of it: it climbs as a version does, held, resumed, promoted and aborted like one; the checks and windows of its environment count.",
    )
    .argument("<key>", "the flag")
    .argument("<percent...>", "0 to 100, such as 25; several of them climb: 1%,10%,50%,100%")
    .option("--bake <duration>", "keep each share for so long before the next", bake)
    .option("--manual", "a person promotes each share")
    .option("--at <time>", "not before: 2026-11-23T09:00+01:00, or +30m", timeArgument)
    .option("--environment <name>", "whose checks and windows count (needed where there are several)")
    .addHelpText(
      "after",
      `
Exit code: 0 in effect, or started, 1 it cannot be started as it stands, 2 error.

Examples:
  crossfade flag ramp new-checkout 25
  crossfade flag ramp new-checkout 1%,10%,50%,100% --bake 5m
  crossfade flag ramp new-checkout 10%,100% --manual --at +30m
`,
    )
    .action((key: string, texts: readonly string[], _: unknown, command: Command) => {
      const shares = texts.flatMap((each) => each.split(",")).filter((each) => each !== "");
      return ramp(context, command, key, shares.map(percent));
    });
}

async function ramp(
  context: ControlContext,
  command: Command,
  key: string,
  shares: readonly number[],
): Promise<void> {
  const flags = command.optsWithGlobals<RampFlags>();
  const [only, second] = shares;
  if (only === undefined) throw usage("A share is missing: write it as 25, or as 1%,10%,100%.", verb);
  const climbs =
    second !== undefined || flags.bake !== undefined || flags.manual === true || flags.at !== undefined;
  if (!climbs) {
    const values = { enabled: true, rollout_percentage: only };
    return act(context, command, (api, given) => api.change(key, { values, from: "now", ...audit(given) }));
  }
  if (flags.bake === undefined && flags.manual !== true)
    throw usage("Shares that follow one another need --bake, or --manual.", verb);
  const startAtMs = flags.at === undefined ? undefined : momentMs(flags.at, context.ports.nowMs());
  const view = await (await connect(context, flags)).flags.ramp(key, {
    shares: [...shares],
    bakeMs: flags.bake ?? 0,
    promotion: flags.manual === true ? "manual" : "automatic",
    ...(flags.component === undefined ? {} : { component: flags.component }),
    ...(flags.environment === undefined ? {} : { environment: flags.environment }),
    ...(startAtMs === undefined ? {} : { startAtMs }),
  });
  showDone(context, view, flags, `${key} climbs as ${view.id}.`);
}

function bake(text: string): number {
  const ms = durationMs(text);
  if (ms === undefined) throw new InvalidArgumentError(`It is ${durationExpected}.`);
  return ms;
}

function percent(text: string): number {
  const share = Number(text.replace(/%$/, ""));
  if (/^\d/.test(text) && share >= 0 && share <= 100) return share;
  throw usage(`${JSON.stringify(text)} is no share: write it as 25.`, verb);
}
