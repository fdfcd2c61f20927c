import type { Command } from "commander";
import { type Context, type OutputFlags, outputOf, show } from "./context.ts";
import { analyseRequest, type SourceFlags, withSource } from "./options.ts";

export function addExplain<R>(program: Command, { commands, io, exit }: Context<R>): void {
  withSource(program.command("explain"))
    .summary("all about one finding")
    .description(
      "Tells all about one finding: where, why, the value that proves it, who meets when, and the ways out.",
    )
    .argument("<finding>", "the id that check or plan printed")
    .addHelpText(
      "after",
      `
Exit code: 0 explained, 2 there is no such finding, or it could not be checked.

Examples:
  crossfade explain 9f3c1a7e --from v1.8.0
`,
    )
    .action(async (finding: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<SourceFlags & OutputFlags>();
      const report = await commands.analyse(analyseRequest(flags));
      await show(commands.render(report, { verb: "explain", finding, ...outputOf(flags, io) }), io);
      exit(0);
    });
}
