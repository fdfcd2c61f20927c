import { Command, CommanderError } from "commander";
import { forTerminal } from "../../render/escape.ts";
import { type FailureFormat, tell } from "../failure.ts";
import { addBlock, addUnblock } from "./block.ts";
import { addDrain } from "./drain.ts";
import { addGetWeight } from "./get-weight.ts";
import { addHold, addResume } from "./hold.ts";
import { addPin } from "./pin.ts";
import { addSetWeight } from "./set-weight.ts";
import { addStatus } from "./status.ts";
import { type Stopped, type TrafficContext, trafficExit } from "./traffic-context.ts";
import { trafficUsage } from "./traffic-options.ts";
import type { TrafficPorts } from "./traffic-ports.ts";
import { addUnpin } from "./unpin.ts";
import { addVersions } from "./versions.ts";
import { addWatch } from "./watch.ts";
import { addWho } from "./who.ts";

const verbs = [
  addGetWeight,
  addSetWeight,
  addStatus,
  addWatch,
  addVersions,
  addWho,
  addPin,
  addUnpin,
  addDrain,
  addBlock,
  addUnblock,
  addHold,
  addResume,
];

/** One run of trafficctl. Every error ends here; so does Ctrl-C. Resolves to the exit code. */
export async function runTraffic(argv: readonly string[], ports: TrafficPorts): Promise<number> {
  let exitCode: number = trafficExit.done;
  let ifStopped: Stopped = { exitCode: trafficExit.interrupted, say: "" };
  const context: TrafficContext = {
    ports,
    exit: (code) => {
      exitCode = code;
    },
    ifStopped: (outcome) => {
      ifStopped = outcome;
    },
  };
  const { io } = ports;
  const program = programOf(context);
  try {
    const run = program.parseAsync(argv, { from: "user" });
    const ended = await Promise.race([run.then(() => true), stopped(ports.stop)]);
    if (ended) return exitCode;
    if (ifStopped.say !== "") io.stderr(`${forTerminal(ifStopped.say)}\n`);
    return ifStopped.exitCode;
  } catch (error) {
    const trouble = error instanceof CommanderError ? usageTrouble(error, program, argv) : error;
    if (trouble === undefined) return trafficExit.done;
    const told = tell(trouble, failureFormat(argv), io.env.CROSSFADE_DEBUG === "1");
    if (told.stdout !== "") io.stdout(told.stdout);
    if (told.stderr !== "") io.stderr(told.stderr);
    return told.exitCode;
  }
}

function programOf(context: TrafficContext): Command {
  const { io, version } = context.ports;
  const program = new Command("trafficctl")
    .description("Says and decides which version of a component gets which users.")
    .version(version, "-V, --version", "print the version")
    .option("--json", "print JSON (stable, versioned)")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: (text) => io.stdout(text), writeErr: () => {} })
    .exitOverride()
    .addHelpText(
      "after",
      `
Exit code: 0 done, 1 done, but what was read back is not as desired, 2 error.

Examples:
  trafficctl get-weight myapp           myapp-v1: 100%, myapp-v2: 0%
  trafficctl set-weight myapp-v2 10%
  trafficctl set-weight myapp-v1 100%   rollback: everything back, at once
  trafficctl status                     desired, actual and measured
`,
    );
  for (const add of verbs) add(program, context);
  return program;
}

function stopped(signal: AbortSignal): Promise<false> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(false);
    else signal.addEventListener("abort", () => resolve(false), { once: true });
  });
}

/** Help and version are no errors; a bare `trafficctl` says what it can do, too, but nothing was done. */
function usageTrouble(error: CommanderError, program: Command, argv: readonly string[]): Error | undefined {
  if (["commander.helpDisplayed", "commander.version"].includes(error.code)) return undefined;
  if (error.code === "commander.help") return trafficUsage("A verb is missing.");
  const said = error.message.replace(/^error: /, "").replace(/\s*\n\s*/g, " ");
  const end = /[.)?]$/.test(said) ? "" : ".";
  const verb = argv.find((each) => program.commands.some((command) => command.name() === each));
  return trafficUsage(`${said.charAt(0).toUpperCase()}${said.slice(1)}${end}`, verb);
}

/** Whoever reads what `watch` prints reads lines, to the last one. */
function failureFormat(argv: readonly string[]): FailureFormat {
  if (!isJson(argv)) return "text";
  return argv.find((each) => !each.startsWith("-")) === "watch" ? "json-line" : "json";
}

/** Needed before the arguments are understood, and when they are not. */
function isJson(argv: readonly string[]): boolean {
  return (argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv).includes("--json");
}
