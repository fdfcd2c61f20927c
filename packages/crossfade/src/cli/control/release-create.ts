import type { Command } from "commander";
import { forTerminal, forTerminalLines } from "../../render/escape.ts";
import type { Created, Proposal } from "../../wire/views.ts";
import { repeated, usage } from "../options.ts";
import {
  type ControlContext,
  connect,
  controlExit,
  type EnvironmentFlags,
  environmentOf,
  printJson,
  withEnvironment,
} from "./control-context.ts";
import { showDone } from "./release-verb.ts";
import { releaseArgument, versionsByComponent } from "./version-argument.ts";

interface CreateFlags extends EnvironmentFlags {
  readonly to?: Readonly<Record<string, string>>;
  readonly choose?: readonly string[];
  readonly id?: string;
  readonly dryRun?: boolean;
}

const verb = "crossfade release create";

export function addCreate(release: Command, context: ControlContext): void {
  withEnvironment(release.command("create"))
    .summary("plan it from what is live; nothing moves yet")
    .description(
      "Plans the release from what is live in the environment to the versions that you name, and creates it. It begins when it is started, after those who have to have said yes.",
    )
    .option("--to <component@version>", "a published version; repeatable", versionsByComponent)
    .option("--choose <move>", "take this move of those that were offered; repeatable", repeated)
    .option("--id <name>", "what it is called (default: a name made from what moves)", releaseArgument)
    .option("--dry-run", "show the plan, and create nothing")
    .addHelpText(
      "after",
      `
Exit code: 0 created (with --dry-run: there is a proven plan), 1 no order exists in which nothing breaks,
3 with --dry-run: there is a plan that rests on unknown pairs, 2 error.

Examples:
  crossfade release create --to api@2.0.0 --dry-run
  crossfade release create --to api@2.0.0 --to worker@2.0.0 --id shop-2
`,
    )
    .action((_: unknown, command: Command) => create(context, command.optsWithGlobals<CreateFlags>()));
}

/** As much of a hash as the page of a release shows. */
const shownHash = 12;

async function create(context: ControlContext, flags: CreateFlags): Promise<void> {
  const { to, choose = [], id, dryRun = false } = flags;
  if (to === undefined)
    throw usage("--to is missing: name what is to be released, such as --to api@2.0.0.", verb);
  const environment = await environmentOf(context, flags, verb);
  const api = await connect(context, flags);
  const created = await api.create({
    environment,
    to: { ...to },
    choose: [...choose],
    dryRun,
    ...(id === undefined ? {} : { id }),
  });
  context.exit(exitOf(created));
  if (flags.json === true) return printJson(context, created);
  context.io.stdout(proposalText(created.proposal));
  context.io.stdout("\n");
  if (created.kind === "created") showDone(context, created.release, flags);
  else if (created.proposal.kind !== "refused")
    context.io.stdout(`Nothing was created: this was a dry run.${hashText(created.proposal)}\n`);
}

function exitOf({ kind, proposal }: Created): number {
  if (kind === "created") return controlExit.done;
  return { proven: controlExit.done, unproven: controlExit.unknown, refused: controlExit.no }[proposal.kind];
}

/** What people would approve, as long as its beginning is said elsewhere. */
function hashText({ planHash }: Proposal): string {
  return planHash === undefined ? "" : ` Hash ${forTerminal(planHash.slice(0, shownHash))}`;
}

/** The report comes as text that the server has made; a terminal obeys none of it. */
function proposalText({ report }: Proposal): string {
  return `${forTerminalLines(report.trimEnd())}\n`;
}
