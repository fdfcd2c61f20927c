import { type Command, InvalidArgumentError } from "commander";
import { exitAsPlanned } from "../analysis/outcome.ts";
import { isZone } from "../config/calendars.ts";
import { type Context, type OutputFlags, outputOf, show } from "./context.ts";
import { analyseRequest, repeated, type SourceFlags, usage, withSource } from "./options.ts";

interface TimelineFlags extends SourceFlags, OutputFlags {
  readonly choose?: readonly string[];
  readonly start?: number;
  readonly seed: number;
  readonly runs: number;
  readonly zone: string;
  readonly ics?: string;
}

/** Fewer give no p90 worth its name, more take memory and tell nothing new. */
const MIN_RUNS = 100;
const MAX_RUNS = 100_000;
const MAX_SEED = 4_294_967_295;

export function addTimeline<R>(program: Command, context: Context<R>): void {
  withSource(program.command("timeline"))
    .summary("when each stage is reached, and until when old versions must be served")
    .description(
      "Dates the plan: when each stage is reached, until when who must stay compatible with whom, and when the free way back ends. Dates are p50, p90 and worst; they come from the delivery channels, by seeded sampling.",
    )
    .option("--choose <move>", "take this move of those that were offered; repeatable", repeated)
    .option(
      "--start <date>",
      "when the release begins, such as 2026-11-23T09:00Z; a day alone begins at midnight UTC (default: now)",
      startMs,
    )
    .option("--zone <zone>", "the time zone of the dates", zone, "UTC")
    .option("--seed <number>", "another one gives other samples", whole("seed", 0, MAX_SEED), 1)
    .option("--runs <number>", "how many samples", whole("runs", MIN_RUNS, MAX_RUNS), 2000)
    .option("--ics <file>", "write a calendar that people can subscribe to; - prints it instead")
    .addHelpText(
      "after",
      `
Exit code: as \`crossfade plan\`. Where there is no order it prints what \`crossfade plan\` prints.

Examples:
  crossfade timeline --from v1.8.0
  crossfade timeline --from v1.8.0 --start 2026-11-23T09:00Z --zone Europe/Prague
  crossfade timeline --from v1.8.0 --ics release.ics
`,
    )
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<TimelineFlags>();
      if (flags.ics === "-" && flags.json === true)
        throw usage(
          "`--ics -` and --json both print to the terminal: give one of them.",
          "crossfade timeline",
        );
      await tellTimeline(flags, context);
    });
}

async function tellTimeline<R>(flags: TimelineFlags, { commands, io, exit }: Context<R>): Promise<void> {
  const report = await commands.analyse({ ...analyseRequest(flags, flags.choose), delivery: true });
  const summary = commands.outcome(report);
  exit(exitAsPlanned(summary));
  const output = outputOf(flags, io);
  if (summary.plan === "impossible") {
    await show(commands.render(report, { verb: "plan", ...output }), io);
    if (flags.ics !== undefined) io.stderr("There is no order, so no calendar was written.\n");
    return;
  }
  const { start, seed, runs } = flags;
  const request = { seed, runs, ...(start === undefined ? {} : { startMs: start }) };
  const { text, ics } = await commands.timeline(report, request, { ...output, zone: flags.zone });
  io.stdout(flags.ics === "-" ? ics : text);
  if (flags.ics !== undefined && flags.ics !== "-") await io.writeFile(flags.ics, ics);
}

/** A day, or a minute or second with its offset; a time without one would mean another moment on every machine. */
function startMs(text: string): number {
  const match = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$/.exec(text);
  const [, day = "", time = "T00:00Z"] = match ?? [];
  const ms = match ? Date.parse(`${day}${time}`) : Number.NaN;
  const midnight = Date.parse(`${day}T00:00Z`);
  const exists = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
  if (Number.isNaN(ms) || !exists)
    throw new InvalidArgumentError("Write it as 2026-11-23T09:00Z or 2026-11-23.");
  const year = new Date(ms).getUTCFullYear();
  if (year < 2000 || year > 2199) throw new InvalidArgumentError("It lies between the years 2000 and 2199.");
  return ms;
}

function zone(text: string): string {
  if (isZone(text)) return text;
  throw new InvalidArgumentError("Write it as Europe/Prague or UTC.");
}

function whole(name: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`${name} is a whole number from ${least} to ${most}.`);
  };
}
