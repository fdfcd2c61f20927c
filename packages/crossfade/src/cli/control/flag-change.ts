import type { Command } from "commander";
import { usage } from "../options.ts";
import type { ControlContext } from "./control-context.ts";
import { act, audit, type ChangeFlags, withWhy } from "./flag-act.ts";
import { addRamp } from "./flag-ramp.ts";
import { momentMs, type TimeArgument, timeArgument } from "./time-argument.ts";

type Scalar = string | number | boolean;

const exits = "\nExit code: 0 in effect, or scheduled, 2 error.\n";

export function addFlagChanges(flag: Command, context: ControlContext): void {
  addSwitch(flag, context, "on", {
    summary: "for everyone",
    description:
      "Enables the flag and gives it to all users that its other keys admit; nothing of an old schedule holds it back. With --at it is on from then on, by the schedule in the file; refused where users have it now.",
    values: { enabled: true, rollout_percentage: 100 },
  });
  addSwitch(flag, context, "off", {
    summary: "for nobody",
    description:
      "Disables the flag; its share and its rules stay, for the day when it is enabled again. With --at it goes on as it is until then.",
    values: { enabled: false },
  });
  addRamp(flag, context);
  addKill(flag, context);
  addSet(flag, context);
  addRevert(flag, context);
}

interface Switch {
  readonly summary: string;
  readonly description: string;
  readonly values: Readonly<Record<string, Scalar>>;
}

interface SwitchFlags extends ChangeFlags {
  readonly at?: TimeArgument;
}

function addSwitch(
  flag: Command,
  context: ControlContext,
  word: "on" | "off",
  { summary, description, values }: Switch,
): void {
  withWhy(flag.command(word))
    .summary(summary)
    .description(description)
    .argument("<key>", "the flag")
    .option("--at <time>", "not now but then: 2026-11-23T09:00+01:00, or +30m", timeArgument)
    .addHelpText(
      "after",
      `${exits}
Examples:
  crossfade flag ${word} new-checkout --why "as planned"
  crossfade flag ${word} new-checkout --at 2026-11-23T09:00+01:00
`,
    )
    .action((key: string, _: unknown, command: Command) => {
      const { at } = command.optsWithGlobals<SwitchFlags>();
      const from = at === undefined ? "now" : momentMs(at, context.ports.nowMs());
      const done = at === undefined ? "In effect" : "Scheduled";
      return act(context, command, (api, given) => api.change(key, { values, from, ...audit(given) }), done);
    });
}

function addKill(flag: Command, context: ControlContext): void {
  withWhy(flag.command("kill"))
    .summary("off for everyone, now")
    .description(
      "The emergency brake: no approval, no question. It works while the file is broken, too: what somebody was writing is laid beside it.",
    )
    .argument("<key>", "the flag")
    .addHelpText(
      "after",
      `${exits}\nExamples:\n  crossfade flag kill new-checkout --why "errors at checkout"\n`,
    )
    .action((key: string, _: unknown, command: Command) =>
      act(context, command, (flags, given) => flags.kill(key, audit(given))),
    );
}

function addSet(flag: Command, context: ControlContext): void {
  withWhy(flag.command("set"))
    .summary("plain keys of the flag")
    .description(
      "Gives keys of the flag other values: texts, numbers, true and false. The rest is for an editor.",
    )
    .argument("<key>", "the flag")
    .argument("<name=value...>", "such as owner=team-a expires=2026-12-31")
    .addHelpText(
      "after",
      `${exits}\nExamples:\n  crossfade flag set new-checkout owner=team-a expires=2026-12-31\n`,
    )
    .action((key: string, pairs: readonly string[], _: unknown, command: Command) => {
      const values = Object.fromEntries(pairs.map(pairOf));
      return act(context, command, (flags, given) => flags.change(key, { values, ...audit(given) }));
    });
}

function pairOf(text: string): readonly [string, Scalar] {
  const at = text.indexOf("=");
  if (at < 1) throw usage(`${JSON.stringify(text)} is no name=value.`, "crossfade flag set");
  const [name, value] = [text.slice(0, at), text.slice(at + 1)];
  if (value === "true" || value === "false") return [name, value === "true"];
  return [name, /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value];
}

function addRevert(flag: Command, context: ControlContext): void {
  withWhy(flag.command("revert"))
    .summary("the whole file as it was at a revision")
    .description("Brings a revision back, to the letter. That is a revision of its own: nothing is lost.")
    .argument("<revision>", "as `crossfade flag history` shows it", revisionNumber)
    .addHelpText("after", `${exits}\nExamples:\n  crossfade flag revert 41\n`)
    .action((revision: number, _: unknown, command: Command) =>
      act(context, command, (flags, given) => flags.revert({ revision, ...audit(given) })),
    );
}

function revisionNumber(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw usage(`${JSON.stringify(text)} is no revision.`, "crossfade flag revert");
}
