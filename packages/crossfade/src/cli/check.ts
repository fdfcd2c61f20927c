import type { Command } from "commander";
import { exitAsPlanned, exitAsRequested } from "../analysis/outcome.ts";
import { type Context, type OutputFlags, outputOf, show } from "./context.ts";
import { analyseRequest, type SourceFlags, withGithub, withSource } from "./options.ts";

export function addCheck<R>(program: Command, { commands, io, exit }: Context<R>): void {
  withGithub(withSource(program.command("check")))
    .summary("which versions would meet, and which of them break")
    .description(
      "Says which versions would meet if everything were deployed at once, and which of them break.",
    )
    .option(
      "--allow-split",
      "several deployments in a row are fine: judge the plan, not the single deployment",
    )
    .addHelpText(
      "after",
      `
Exit code: 0 fits, 1 breaks, 2 could not check, 3 only unknowns.
With --allow-split: 0 the plan is proven, 3 it is unproven, 1 there is none.

Examples:
  crossfade check                              from the nearest tag to HEAD
  crossfade check --from v1.8.0 --to .         include what is not committed yet
  crossfade check --from v1.8.0 --also v1.7.0  old clients are still alive
  crossfade check --from-dir old --to-dir new  no git needed
  crossfade check --allow-split --github       on a pull request
`,
    )
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<SourceFlags & OutputFlags & { allowSplit?: boolean }>();
      const allowSplit = flags.allowSplit ?? false;
      const report = await commands.analyse(analyseRequest(flags));
      const summary = commands.outcome(report);
      exit(allowSplit ? exitAsPlanned(summary) : exitAsRequested(summary));
      await show(commands.render(report, { verb: "check", allowSplit, ...outputOf(flags, io) }), io);
    });
}
