import type { Command } from "commander";
import { flagListPage, staleFlagsPage } from "../../render/flags/flag-list-page.ts";
import { explanationText, flagHistoryText, flagText } from "../../render/flags/flag-texts.ts";
import { usage } from "../options.ts";
import {
  type ControlContext,
  connect,
  controlExit,
  type EnvironmentFlags,
  frameOf,
  printJson,
  type ServerFlags,
  withServer,
} from "./control-context.ts";

export interface ComponentFlags extends ServerFlags {
  readonly component?: string;
}

/** Which file of flags; where there is one, it need not be named. */
export function withFlagServer(command: Command): Command {
  return withServer(
    command.option("--component <id>", "which component of kind flags (needed where there are several)"),
  );
}

interface ExplainFlags extends ComponentFlags, EnvironmentFlags {
  readonly context?: string;
}

export function addFlagLooks(flag: Command, context: ControlContext): void {
  addList(flag, context);
  addShow(flag, context);
  addExplain(flag, context);
  addHistory(flag, context);
}

function addList(flag: Command, context: ControlContext): void {
  withFlagServer(flag.command("list"))
    .summary("all of them, and who gets them")
    .description(
      "One line a flag; then whether the file can be used, and how many clients have heard of it. With --stale those alone that should go by now, and why.",
    )
    .option("--stale", "expired, asked for by nobody, or the same for everyone for long")
    .addHelpText(
      "after",
      "\nExit code: 0 done, 3 the file cannot be used as it is now, 2 error.\n\nExamples:\n  crossfade flag list\n  crossfade flag list --stale\n",
    )
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ComponentFlags & { readonly stale?: boolean }>();
      const all = await (await connect(context, flags)).flags.list(flags.component);
      const isShown = ({ stale }: (typeof all.flags)[number]) => flags.stale !== true || stale !== undefined;
      const list = { ...all, flags: all.flags.filter(isShown) };
      if (list.trouble !== undefined) context.exit(controlExit.unknown);
      if (flags.json === true) printJson(context, list);
      else if (flags.stale === true) context.io.stdout(staleFlagsPage(list));
      else context.io.stdout(flagListPage(list, frameOf(context, flags)));
    });
}

function addShow(flag: Command, context: ControlContext): void {
  withFlagServer(flag.command("show"))
    .summary("one of them, as the file has it")
    .description("Shows a flag; --json has it in flagd's words, too.")
    .argument("<key>", "the flag")
    .addHelpText("after", "\nExamples:\n  crossfade flag show new-checkout\n")
    .action(async (key: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ComponentFlags>();
      const view = await (await connect(context, flags)).flags.show(key, flags.component);
      if (flags.json === true) printJson(context, view);
      else context.io.stdout(flagText(view));
    });
}

function addExplain(flag: Command, context: ControlContext): void {
  withFlagServer(flag.command("explain"))
    .summary("why does this user get this value?")
    .description("Follows the flag step by step, up to the one that decides.")
    .argument("<key>", "the flag")
    .option("--context <json>", "who asks: an object with targetingKey, client, clientVersion, …")
    .option("--environment <id>", "where (needed where crossfade.yaml names several)")
    .addHelpText(
      "after",
      `
Examples:
  crossfade flag explain new-checkout --context '{"targetingKey": "user-17"}'
  crossfade flag explain new-checkout --context '{"client": "web", "clientVersion": "2.3.1"}'
`,
    )
    .action(async (key: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ExplainFlags>();
      const { component, environment } = flags;
      const request = {
        context: contextOf(flags.context ?? "{}"),
        ...(component === undefined ? {} : { component }),
        ...(environment === undefined ? {} : { environment }),
      };
      const explanation = await (await connect(context, flags)).flags.explain(key, request);
      if (flags.json === true) printJson(context, explanation);
      else context.io.stdout(explanationText(explanation));
    });
}

function contextOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Told below, with an example.
  }
  throw usage(
    `--context is no JSON object: write it as '{"targetingKey": "user-17"}'.`,
    "crossfade flag explain",
  );
}

function addHistory(flag: Command, context: ControlContext): void {
  withFlagServer(flag.command("history"))
    .summary("who changed what, and why")
    .description("Revisions, the newest first, with the lines that changed.")
    .addHelpText("after", "\nExamples:\n  crossfade flag history\n")
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ComponentFlags>();
      const history = await (await connect(context, flags)).flags.history(flags.component);
      if (flags.json === true) printJson(context, history);
      else context.io.stdout(flagHistoryText(history, frameOf(context, flags)));
    });
}
