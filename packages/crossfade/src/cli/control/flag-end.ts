import type { Command } from "commander";
import { durationExpected, durationMs } from "../../config/duration.ts";
import { flagReadersPage } from "../../render/flags/flag-readers-page.ts";
import { flagRetirementPage } from "../../render/flags/flag-retirement-page.ts";
import { usage } from "../options.ts";
import { type ControlContext, connect, controlExit, frameOf, printJson } from "./control-context.ts";
import { act, audit, type ChangeFlags, withWhy } from "./flag-act.ts";
import { type ComponentFlags, withFlagServer } from "./flag-look.ts";

export function addFlagEnd(flag: Command, context: ControlContext): void {
  addReaders(flag, context);
  addRetire(flag, context);
}

function addReaders(flag: Command, context: ControlContext): void {
  withFlagServer(flag.command("readers"))
    .summary("which versions read which flag, with which default")
    .description(
      "Shows what published versions read, as their sources were scanned when they were published: the first and the last version, the default in the code, and what cannot be told.",
    )
    .argument("[key]", "one flag; without it all of them")
    .addHelpText(
      "after",
      "\nExit code: 0 done, 3 something cannot be told, 2 error.\n\nExamples:\n  crossfade flag readers new-checkout\n",
    )
    .action(async (key: string | undefined, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ComponentFlags>();
      const readers = await (await connect(context, flags)).flags.readers(flags.component);
      const one = {
        ...readers,
        flags: readers.flags.filter((each) => key === undefined || each.key === key),
        uncertain: readers.uncertain.filter(
          (each) => [each.key, undefined].includes(key) || each.key === undefined,
        ),
      };
      if (one.uncertain.length > 0) context.exit(controlExit.unknown);
      if (flags.json === true) printJson(context, one);
      else context.io.stdout(flagReadersPage(one, key));
    });
}

interface RetireFlags extends ChangeFlags {
  readonly do?: string;
  readonly quiet?: number;
  readonly cutOff?: number;
}

const deeds = ["pin", "tombstone", "delete"] as const;

function addRetire(flag: Command, context: ControlContext): void {
  withWhy(flag.command("retire"))
    .summary("the way out of a flag, without an old client losing the feature")
    .description(
      "Shows the safe sequence, each step a stage of a plan and held against what is known: pin, code default, out of the clients, wait, out of the servers, tombstone, delete.",
    )
    .argument("<key>", "the flag")
    .option(
      "--do <step>",
      "do a step of the file: pin, tombstone or delete; refused while something stands in its way",
    )
    .option("--quiet <duration>", "for how long nobody may have asked (default: 7d)", quiet)
    .option(
      "--cut-off <percent>",
      "the share of questions below which clients count as gone (default: 0)",
      share,
    )
    .addHelpText(
      "after",
      `
Exit code: 0 the next step can be done, or all are; 1 something stands in its way; 2 error.

Examples:
  crossfade flag retire new-checkout
  crossfade flag retire new-checkout --do tombstone --why "no page reads it any more"
`,
    )
    .action(async (key: string, _: unknown, command: Command) => {
      const given = command.optsWithGlobals<RetireFlags>();
      if (given.do !== undefined) await doStep(context, command, key, given.do, given);
      else await show(context, key, given);
    });
}

async function show(context: ControlContext, key: string, given: RetireFlags): Promise<void> {
  const { component } = given;
  const terms = { ...(component === undefined ? {} : { component }), ...termsOf(given) };
  const retirement = await (await connect(context, given)).flags.retirement(key, terms);
  const next = retirement.steps.find(({ state }) => state === "next");
  if (next !== undefined && next.blockedBy.length > 0) context.exit(controlExit.no);
  if (given.json === true) printJson(context, retirement);
  else context.io.stdout(flagRetirementPage(retirement, frameOf(context, given)));
}

async function doStep(
  context: ControlContext,
  command: Command,
  key: string,
  word: string,
  given: RetireFlags,
): Promise<void> {
  const step = deeds.find((each) => each === word);
  if (step === undefined)
    throw usage(
      `${JSON.stringify(word)} is no step of the file: ${deeds.join(", ")}.`,
      "crossfade flag retire",
    );
  await act(context, command, (flags, changes) =>
    flags.retire(key, { step, ...termsOf(given), ...audit(changes) }),
  );
}

function termsOf({ quiet: quietMs, cutOff }: RetireFlags) {
  return { ...(quietMs === undefined ? {} : { quietMs }), ...(cutOff === undefined ? {} : { cutOff }) };
}

function quiet(text: string): number {
  const ms = durationMs(text);
  if (ms !== undefined && ms <= 366 * 86_400_000) return ms;
  throw usage(
    `${JSON.stringify(text)} is no ${durationExpected.replace("3650d", "366d").replace(/^a /, "")}.`,
    "crossfade flag retire",
  );
}

function share(text: string): number {
  const percent = Number(text.replace(/%$/, ""));
  if (/^\d/.test(text) && percent >= 0 && percent <= 100) return percent;
  throw usage(`${JSON.stringify(text)} is no share: write it as 0.5.`, "crossfade flag retire");
}
