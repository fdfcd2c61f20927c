import { type Command, InvalidArgumentError, Option } from "commander";
import { forTerminal } from "../render/escape.ts";
import type { Context, OutputFlags } from "./context.ts";
import { analyseRequest, repeated, type SourceFlags, usage, withSource } from "./options.ts";

interface DrawFlags extends SourceFlags, OutputFlags {
  readonly choose?: readonly string[];
  readonly out?: string;
  readonly format?: "html" | "svg";
  readonly stage?: number;
}

export function addDraw<R>(program: Command, context: Context<R>): void {
  withSource(program.command("draw"))
    .summary("the picture: who meets whom at each stage, and what breaks")
    .description(
      "Draws the release as one file that needs nothing else: who talks to whom at each stage, which of that breaks and why, what the plan does about it, and until when the way back is free.",
    )
    .option("--choose <move>", "take this move of those that `crossfade plan` offered; repeatable", repeated)
    .option(
      "--out <file>",
      "where to write it; - is the standard output (default: crossfade.html or crossfade.svg)",
    )
    .addOption(
      new Option(
        "--format <format>",
        "a page, or one moment as a picture (default: what --out ends with, else html)",
      ).choices(["html", "svg"]),
    )
    .option(
      "--stage <number>",
      "for svg: this stage of the plan, 0 is before it (default: everything at once)",
      stage,
    )
    .addHelpText(
      "after",
      `
Exit code: 0 drawn, whatever it shows; 2 it could not be.

Examples:
  crossfade draw --from v1.8.0                             writes crossfade.html
  crossfade draw --from v1.8.0 --choose "bridge api"
  crossfade draw --from v1.8.0 --format svg --out docs/release.svg
  crossfade draw --from-dir old --to-dir new --format svg --stage 2 --out -
`,
    )
    .action(async (_: unknown, command: Command) => drawn(command.optsWithGlobals<DrawFlags>(), context));
}

async function drawn<R>(flags: DrawFlags, { commands, io, exit }: Context<R>): Promise<void> {
  const format = flags.format ?? (/\.svg$/i.test(flags.out ?? "") ? "svg" : "html");
  if (flags.stage !== undefined && format !== "svg")
    throw usage("A page has every stage: --stage is for --format svg.", "crossfade draw");
  if (flags.out === "-" && flags.json === true)
    throw usage("`--out -` and --json both print to the terminal: give one of them.", "crossfade draw");
  const report = await commands.analyse({ ...analyseRequest(flags, flags.choose), scenes: true });
  const one = flags.stage === undefined ? {} : { stage: flags.stage };
  const { text, headline } = commands.draw(report, format === "svg" ? { format, ...one } : { format });
  const file = flags.out ?? `crossfade.${format}`;
  exit(0);
  if (file === "-") return io.stdout(text);
  await io.writeFile(file, text);
  io.stdout(
    flags.json === true
      ? `${JSON.stringify({ drawSchema: 1, file, format, headline }, null, 2)}\n`
      : `${forTerminal(headline)}.\n${forTerminal(file)} shows it.\n`,
  );
}

function stage(value: string): number {
  if (!/^\d{1,4}$/.test(value)) throw new InvalidArgumentError("Write it as a whole number.");
  return Number(value);
}
