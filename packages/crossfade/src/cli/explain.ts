import type { Command } from "commander";
import { type Context, type OutputFlags, outputOf, show } from "./context.ts";
import { analyseRequest, type SourceFlags, withSource } from "./options.ts";

export function addExplain<R>(program: Command, { commands, io, exit }: Context<R>): void {
  withSource(program.command("explain"))
    .summary("all about one finding")
    .description(
      "Answers five questions about one finding: what breaks, for whom and when, with which value, why, and which ways out there are.",
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
      const report = await commands.analyse({ ...analyseRequest(flags), explain: finding });
      await show(commands.render(report, { verb: "explain", finding, ...outputOf(flags, io) }), io);
      exit(0);
    });
}
