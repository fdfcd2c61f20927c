import type { Command } from "commander";
import { exitAsRequested } from "../analysis/outcome.ts";
import { type Context, type OutputFlags, outputOf, show } from "./context.ts";
import { analyseRequest, type SourceFlags, withGithub, withSource } from "./options.ts";

export function addMatrix<R>(program: Command, { commands, io, exit }: Context<R>): void {
  withGithub(withSource(program.command("matrix")))
    .summary("every pair of versions and whether it fits")
    .description("Shows every pair of versions: row sends, column receives.")
    .addHelpText(
      "after",
      `
Exit code: as \`crossfade check\`.

Examples:
  crossfade matrix --from v1.8.0
  crossfade matrix --from v1.8.0 --also v1.7.0 --json
`,
    )
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<SourceFlags & OutputFlags>();
      const report = await commands.analyse(analyseRequest(flags));
      exit(exitAsRequested(commands.outcome(report)));
      await show(commands.render(report, { verb: "matrix", ...outputOf(flags, io) }), io);
    });
}
