import type { Command } from "commander";
import { exitAsPlanned } from "../analysis/outcome.ts";
import { type Context, type OutputFlags, outputOf, show } from "./context.ts";
import { analyseRequest, repeated, type SourceFlags, withGithub, withSource } from "./options.ts";

interface PlanFlags extends SourceFlags, OutputFlags {
  readonly choose?: readonly string[];
  readonly out?: string;
}

export function addPlan<R>(program: Command, { commands, io, exit }: Context<R>): void {
  withGithub(withSource(program.command("plan")))
    .summary("the order in which nothing breaks, and the way back")
    .description(
      "Finds the order in which the parts can go out so that nothing breaks, and the way back at each stage.",
    )
    .option("--choose <move>", "take this move of those that were offered; repeatable", repeated)
    .option("--out <file>", "write the plan as JSON")
    .addHelpText(
      "after",
      `
Exit code: 0 proven, 3 unproven (unknowns that no order keeps apart), 1 there is no order, 2 could not check.

Examples:
  crossfade plan --from v1.8.0
  crossfade plan --from v1.8.0 --choose "bridge api"
  crossfade plan --from-dir old --to-dir new --out plan.json
`,
    )
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<PlanFlags>();
      const report = await commands.analyse(analyseRequest(flags, flags.choose));
      const summary = commands.outcome(report);
      exit(exitAsPlanned(summary));
      await show(commands.render(report, { verb: "plan", ...outputOf(flags, io) }), io);
      if (flags.out !== undefined && summary.plan !== "impossible")
        await io.writeFile(flags.out, commands.planFile(report));
    });
}
