import type { Command } from "commander";
import { exitCodes } from "../analysis/outcome.ts";
import { forTerminal } from "../render/escape.ts";
import { type Context, type OutputFlags, outputOf } from "./context.ts";
import { type Diagnosis, diagnose } from "./doctor.ts";
import { type SourceFlags, sourceRequest, withSource } from "./options.ts";

const signs = { ok: "✓", warn: "!", fail: "✕" } as const;
const colours = { ok: "", warn: "\u001b[33m", fail: "\u001b[31m" } as const;

export function addDoctor<R>(program: Command, { commands, io, exit }: Context<R>): void {
  withSource(program.command("doctor"))
    .summary("what is missing for a check, and what to do about it")
    .description("Looks at everything a check needs, one line each, and says what to do.")
    .option("--out <file>", "also see whether this file can be written")
    .addHelpText(
      "after",
      `
Exit code: 0 nothing fails, 2 something does.

Examples:
  crossfade doctor
  crossfade doctor --from v1.8.0 --out plan.json
`,
    )
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<SourceFlags & OutputFlags & { out?: string }>();
      const lines = await diagnose(sourceRequest(flags), flags.out, commands.doctor);
      const { format, colour } = outputOf(flags, io);
      exit(lines.some((line) => line.state === "fail") ? exitCodes.couldNotCheck : exitCodes.fits);
      io.stdout(
        format === "json" ? `${JSON.stringify({ doctorSchema: 1, lines }, null, 2)}\n` : page(lines, colour),
      );
    });
}

function page(lines: readonly Diagnosis[], colour: boolean): string {
  return lines
    .map(({ state, what, advice }) => {
      const head = `${signs[state]} ${state.padEnd(4)}  ${forTerminal(what)}`;
      const shown = colour && colours[state] !== "" ? `${colours[state]}${head}\u001b[0m` : head;
      return advice === undefined ? `${shown}\n` : `${shown}\n        ${forTerminal(advice)}\n`;
    })
    .join("");
}
