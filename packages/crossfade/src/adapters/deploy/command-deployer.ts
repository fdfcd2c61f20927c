import type { DeployAnswer, Deployer, DeployOrder } from "@crossfade/core";
import { type CommandEnd, runCommand } from "./command-run.ts";
import { doneAnswer, lastJson, lastLine } from "./deploy-answer.ts";
import { RunNotes } from "./run-notes.ts";

export interface CommandDeployerOptions {
  /** From local configuration alone; action, component and version are added. */
  readonly argv: readonly string[];
  readonly timeoutMs: number;
  /** The folder of crossfade.yaml. */
  readonly cwd: string;
  /** The environment of the control plane. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Names of variables that are passed on, beside `passedOn`. */
  readonly variables?: readonly string[];
  /** A folder in which running commands are noted, so that the next control plane ends what a killed one left. */
  readonly notes?: string;
}

/** What a command gets of the control plane's environment; its secrets, say DATABASE_URL, it does not. */
const passedOn: readonly string[] = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "LC_ALL",
  "TZ",
  "TMPDIR",
];

/** sysexits(3): try again later. */
const tryAgain = 75;
const againInMs = 5_000;

/**
 * Deploys by the user's command: `./deploy.sh deploy api 2.0.0`. Exit code 0: it is so, and the last line of its output may
 * say more as JSON; 75: not yet; any other: it failed, and the last line of stderr says why.
 */
export function createCommandDeployer(options: CommandDeployerOptions): Deployer {
  const { argv, cwd, timeoutMs } = options;
  const notes = options.notes === undefined ? undefined : new RunNotes(options.notes);
  return {
    async perform(order, onUnwanted) {
      await notes?.endLeftover(order.id);
      let pid = 0;
      const end = await runCommand({
        argv: [...argv, order.action, order.component, order.version],
        cwd,
        timeoutMs,
        env: environmentOf(options, order),
        onUnwanted,
        onBegun: (begun) => {
          pid = begun;
          notes?.begun(order.id, pid);
        },
      });
      notes?.ended(order.id, pid);
      return answerOf(argv[0] ?? "", end);
    },
  };
}

function environmentOf(
  { environment, variables = [] }: CommandDeployerOptions,
  order: DeployOrder,
): Record<string, string> {
  const passed = [...passedOn, ...variables].flatMap((name): [string, string][] => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(passed),
    CROSSFADE_ACTION: order.action,
    CROSSFADE_COMPONENT: order.component,
    CROSSFADE_VERSION: order.version,
    CROSSFADE_ENVIRONMENT: order.environment,
    CROSSFADE_RELEASE: order.release,
    CROSSFADE_ID: order.id,
    CROSSFADE_FENCE: String(order.fence),
    ...(order.step === undefined ? {} : { CROSSFADE_STEP: order.step }),
    ...(order.link === undefined ? {} : { CROSSFADE_LINK: order.link }),
    ...(order.paused === true ? { CROSSFADE_PAUSED: "1" } : {}),
    ...(order.count === undefined ? {} : { CROSSFADE_COUNT: String(order.count) }),
    ...(order.of === undefined ? {} : { CROSSFADE_OF: String(order.of) }),
    ...setVariables(order),
  };
}

/** Addresses have no spaces: `for server in $CROSSFADE_REPLACES` is each of them. */
function setVariables({ set, sets, replaces }: DeployOrder): Record<string, string> {
  if (set === undefined || sets === undefined || replaces === undefined) return {};
  return {
    CROSSFADE_SET: String(set),
    CROSSFADE_SETS: String(sets),
    CROSSFADE_REPLACES: replaces.join(" "),
  };
}

function answerOf(program: string, end: CommandEnd): DeployAnswer {
  // A program that is not there is not there the next time either.
  if (end.kind === "absent") return { kind: "failed", why: end.why, final: true };
  if (end.kind === "stopped") return { kind: "failed", why: `${program}: ${end.why}`, final: false };
  const { code, stdout, stderr } = end;
  const said = lastLine(stderr)?.slice(0, 500);
  if (code === tryAgain) return { kind: "pending", againInMs, ...(said === undefined ? {} : { why: said }) };
  if (code !== 0)
    return { kind: "failed", why: said ?? `${program} ended with exit code ${code}`, final: false };
  const { value, isBroken } = lastJson(stdout);
  if (isBroken)
    return { kind: "failed", why: `the last line of ${program} begins like JSON and is none`, final: false };
  return doneAnswer(value);
}
