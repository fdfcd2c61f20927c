import { CrossfadeError } from "@crossfade/core";
import type { Command } from "commander";
import { exitCodes } from "../analysis/outcome.ts";
import { parseConfig } from "../config/parse-config.ts";
import { crossfadeYaml } from "../discovery/crossfade-yaml.ts";
import { proposalFor } from "../discovery/propose.ts";
import { surveyOf } from "../discovery/survey.ts";
import { type Context, type OutputFlags, outputOf } from "./context.ts";
import { initJson, initPage } from "./init-page.ts";
import type { Initiated, InitPorts } from "./init-ports.ts";

interface InitFlags extends OutputFlags {
  readonly dir: string;
  readonly stdout?: boolean;
  readonly force?: boolean;
}

export function addInit<R>(program: Command, { commands, io, exit }: Context<R>): void {
  program
    .command("init")
    .summary("write a first crossfade.yaml from what lies here")
    .description(
      "Looks at a repository, finds its parts and contracts, and writes a crossfade.yaml with the evidence for every line.",
    )
    .option("--dir <dir>", "a folder of the repository", ".")
    .option("--stdout", "print the file instead of writing it")
    .option("--force", "overwrite a crossfade.yaml that is there")
    .addHelpText(
      "after",
      `
Exit code: 0 written, 2 it was not (nothing found, or a crossfade.yaml is there already).

Examples:
  crossfade init
  crossfade init --stdout
  crossfade init --force
`,
    )
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<InitFlags>();
      const done = await initiate(flags, commands.init, (line) => io.stderr(`${line}\n`));
      const { format } = outputOf(flags, io);
      exit(exitCodes.fits);
      if (format === "json") io.stdout(initJson(done));
      else io.stdout(flags.stdout === true ? done.text : initPage(done));
    });
}

async function initiate(
  { dir, stdout, force }: InitFlags,
  ports: InitPorts,
  tell: (line: string) => void,
): Promise<Initiated> {
  const { files, configPath, configExists, history, limits } = await ports.look(dir, tell);
  if (configExists && stdout !== true && force !== true)
    throw new CrossfadeError("CF_CONFIG_EXISTS", { file: configPath });
  const survey = surveyOf(files);
  const proposal = proposalFor(survey, files);
  if (proposal === undefined)
    throw new CrossfadeError("CF_NOTHING_FOUND", { folder: dir, count: files.paths.length });
  const text = crossfadeYaml(proposal);
  refuseOwnMistakes(text);
  const done = { survey, proposal, text, history, limits };
  if (stdout === true) return done;
  ports.writeWhole(configPath, text, force === true);
  return { ...done, written: configPath };
}

/** What we write, we read: anything else is a defect of ours, not the user's. */
function refuseOwnMistakes(text: string): void {
  const parsed = parseConfig(text, { file: "crossfade.yaml", nowMs: 0 });
  if (parsed.ok) return;
  const first = parsed.complaints[0];
  throw new Error(`the crossfade.yaml that init wrote has mistakes: line ${first?.line}: ${first?.message}`);
}
