import { Command, CommanderError, Help } from "commander";
import { exitCodes } from "../analysis/outcome.ts";
import type { Format } from "../render/view.ts";
import { addCheck } from "./check.ts";
import type { Commands, Io } from "./commands.ts";
import type { Context } from "./context.ts";
import { addControl } from "./control/control.ts";
import { serverOptionsLast } from "./control/control-context.ts";
import { addDoctor } from "./doctor-verb.ts";
import { addDraw } from "./draw.ts";
import { addExplain } from "./explain.ts";
import { type FailureFormat, tell } from "./failure.ts";
import { addInit } from "./init.ts";
import { addMatrix } from "./matrix.ts";
import { usage } from "./options.ts";
import { addPlan } from "./plan.ts";
import { addProxy } from "./proxy-verb.ts";
import { addRouter } from "./router-verb.ts";
import { addSchema } from "./schema.ts";
import { addTimeline } from "./timeline.ts";

/** One run of the program. Parses, calls, maps; every error ends here. Resolves to the exit code. */
export async function run<R>(argv: readonly string[], commands: Commands<R>, io: Io): Promise<number> {
  let exitCode: number = exitCodes.fits;
  const context: Context<R> = { commands, io, exit: (code) => (exitCode = code) };
  const program = programOf(context);
  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    const trouble = error instanceof CommanderError ? usageTrouble(error, argv, program) : error;
    if (trouble === undefined) return exitCodes.fits;
    const told = tell(trouble, failureFormat(argv, program), io.env.CROSSFADE_DEBUG === "1");
    if (told.stdout !== "") io.stdout(told.stdout);
    if (told.stderr !== "") io.stderr(told.stderr);
    return told.exitCode;
  }
}

function programOf<R>(context: Context<R>): Command {
  const { commands, io } = context;
  const program = new Command("crossfade")
    .description("Plans and proves the overlap between the old and the new version of a system.")
    .version(commands.version, "-V, --version", "print the version")
    .option("--json", "print JSON (stable, versioned)")
    .option("--no-color", "no colours (NO_COLOR works too)")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .configureHelp({
      showGlobalOptions: true,
      visibleOptions: (command) => serverOptionsLast(new Help().visibleOptions(command)),
    })
    .configureOutput({ writeOut: (text) => io.stdout(text), writeErr: () => {} })
    .exitOverride()
    .addHelpText(
      "after",
      `
Examples:
  crossfade init                  a first crossfade.yaml, from what lies here
  crossfade check                 does what is new fit what is live?
  crossfade plan --from v1.8.0    in which order can it go out?
  crossfade doctor                what is missing?
  crossfade proxy                 serve users, old and new version side by side
  crossfade up                    run releases: start the control plane
  crossfade status                deployed or released? who sees which version
`,
    );
  for (const add of [
    addCheck,
    addPlan,
    addTimeline,
    addMatrix,
    addExplain,
    addDraw,
    addSchema,
    addDoctor,
    addInit,
    addProxy,
    addRouter,
  ])
    add(program, context);
  addControl(program, context);
  return program;
}

/** Help and version are no errors. A bare `crossfade` is asked for help, too, but nothing was checked. */
function usageTrouble(error: CommanderError, argv: readonly string[], program: Command): Error | undefined {
  if (["commander.helpDisplayed", "commander.version"].includes(error.code)) return undefined;
  if (error.code === "commander.help") return usage("A verb is missing.", commandOf(argv, program));
  const said = error.message.replace(/^error: /, "").replace(/\s*\n\s*/g, " ");
  return usage(
    `${said.charAt(0).toUpperCase()}${said.slice(1)}${/[.)?]$/.test(said) ? "" : "."}`,
    commandOf(argv, program),
  );
}

/** The command whose --help tells more. */
function commandOf(argv: readonly string[], program: Command): string {
  const words = [program.name()];
  let here = program;
  for (const word of argv.filter((each) => !each.startsWith("-"))) {
    const next = here.commands.find((each) => each.name() === word);
    if (next === undefined) break;
    words.push(word);
    here = next;
  }
  return words.join(" ");
}

/** Whoever reads their output reads lines, to the last one. */
const lineByLine: ReadonlySet<string> = new Set([
  "crossfade proxy",
  "crossfade router collect",
  "crossfade up",
  "crossfade release watch",
]);

function failureFormat(argv: readonly string[], program: Command): FailureFormat {
  const format = formatOf(argv);
  return format === "json" && lineByLine.has(commandOf(argv, program)) ? "json-line" : format;
}

/** Needed before the arguments are understood, and when they are not. */
function formatOf(argv: readonly string[]): Format {
  const flags = argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;
  if (flags.includes("--json")) return "json";
  return flags.includes("--github") ? "github" : "text";
}
