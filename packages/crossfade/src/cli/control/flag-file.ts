import type { Command } from "commander";
import { type ControlContext, connect, printJson } from "./control-context.ts";
import { act, audit, withWhy } from "./flag-act.ts";
import { type ComponentFlags, withFlagServer } from "./flag-look.ts";

export function addFlagFile(flag: Command, context: ControlContext): void {
  withFlagServer(flag.command("export"))
    .summary("the file of features, as it is served")
    .description("Writes the file of features to the standard output.")
    .addHelpText("after", "\nExamples:\n  crossfade flag export > feature-flags.yaml\n")
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ComponentFlags>();
      const file = await (await connect(context, flags)).flags.file(flags.component);
      if (flags.json === true) printJson(context, file);
      else context.io.stdout(file.text);
    });
  withWhy(flag.command("import"))
    .summary("another file in its place, or definitions of flagd")
    .description(
      "Puts a file of features in the place of the one that is served; a .json file may hold definitions of flagd.",
    )
    .argument("<file>", 'a path, or "-" for the standard input')
    .addHelpText(
      "after",
      "\nExit code: 0 in effect, 2 error.\n\nExamples:\n  crossfade flag import flagd.json\n",
    )
    .action(async (file: string, _: unknown, command: Command) => {
      const text = await context.ports.readText(file);
      const format = isFlagd(text) ? "flagd" : "features";
      await act(context, command, (flags, given) => flags.import({ text, format, ...audit(given) }));
    });
}

/** Definitions of flagd are JSON with `flags`; a file of features has `features`. */
function isFlagd(text: string): boolean {
  try {
    const value = JSON.parse(text) as { readonly flags?: unknown } | null;
    return typeof value === "object" && value !== null && value.flags !== undefined;
  } catch {
    return false;
  }
}
