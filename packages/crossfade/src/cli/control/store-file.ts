import type { Command } from "commander";
import { forTerminal } from "../../render/escape.ts";
import { plural } from "../../render/words.ts";
import type { OutputFlags } from "../context.ts";
import { type ControlContext, printJson } from "./control-context.ts";

interface StoreFlags extends OutputFlags {
  readonly config?: string;
}

const configOption = [
  "--config <path>",
  "the configuration (default: crossfade.yaml here or in a folder above)",
] as const;

/** From one store to another: embedded to a server, one version of Crossfade to the next. */
export function addExport(program: Command, context: ControlContext): void {
  program
    .command("export")
    .summary("write everything that the control plane knows into a file")
    .description(
      "Writes releases, journals, facts, published versions and hashes of tokens as lines of JSON. Stop `crossfade up` first where the database is the embedded one.",
    )
    .argument("<file>", "a file that is not there yet; - prints it")
    .option(...configOption)
    .addHelpText(
      "after",
      "\nExit code: 0 written, 2 error.\n\nExamples:\n  crossfade export backup.ndjson\n  crossfade export - | gzip > backup.ndjson.gz\n",
    )
    .action(async (file: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<StoreFlags>();
      const lines = await context.ports.exportTo(fileRequest(file, flags));
      if (file === "-") return;
      if (flags.json === true) printJson(context, { file, lines });
      else context.io.stdout(`${forTerminal(`${file}: ${plural(lines, "line")} written.`)}\n`);
    });
}

export function addImport(program: Command, context: ControlContext): void {
  program
    .command("import")
    .summary("read such a file into an empty store")
    .description("Reads what `crossfade export` has written, into a store that has nothing yet.")
    .argument("<file>", "the file; - reads the standard input")
    .option(...configOption)
    .addHelpText(
      "after",
      "\nExit code: 0 all of it is there, 2 error, and nothing is.\n\nExamples:\n  DATABASE_URL=postgres://… crossfade import backup.ndjson\n",
    )
    .action(async (file: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<StoreFlags>();
      const lines = await context.ports.importFrom(fileRequest(file, flags));
      if (flags.json === true) printJson(context, { file, lines });
      else context.io.stdout(`${forTerminal(`${file}: ${plural(lines, "line")} read.`)}\n`);
    });
}

function fileRequest(file: string, { config }: StoreFlags) {
  return { file, ...(config === undefined ? {} : { config }) };
}
