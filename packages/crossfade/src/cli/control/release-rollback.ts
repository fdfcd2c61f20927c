import { CrossfadeError } from "@crossfade/core";
import type { Command } from "commander";
import { confirmedHashLength, isNothingToTakeBack, wayBackPage } from "../../render/release/way-back-page.ts";
import type { WayBackView } from "../../wire/views.ts";
import { confirm } from "./confirmation.ts";
import {
  type ControlContext,
  connect,
  controlExit,
  frameOf,
  printJson,
  type ServerFlags,
} from "./control-context.ts";
import { releaseVerb, showDone } from "./release-verb.ts";

interface RollbackFlags extends ServerFlags {
  readonly dryRun?: boolean;
  readonly why?: string;
  readonly override?: string;
  readonly confirm?: string;
}

export function addRollback(release: Command, context: ControlContext): void {
  releaseVerb(release, "rollback")
    .summary("take back the whole release, in an order of its own")
    .description(
      "Plans the way back from where things stand now, shows it (what goes back, in which order, what it costs, what is impossible), and asks. Confirmed, it is a release of its own, and begins at once.",
    )
    .option("--dry-run", "show the way back, and do nothing")
    .option("--why <text>", "the reason, for those who read it")
    .option("--override <why>", "past the point of no return: you answer for it, with this reason")
    .option(
      "--confirm <hash>",
      `without asking, if the way back's hash begins so (at least ${confirmedHashLength} characters)`,
    )
    .addHelpText(
      "after",
      `
Exit code: 0 it goes back (with --dry-run: there is a way back), 1 there is none, or nothing to take back, 2 error, or it was not confirmed.

Examples:
  crossfade release rollback shop-2 --dry-run
  crossfade release rollback shop-2 --why "refunds are wrong"
  crossfade release rollback shop-2 --confirm 1f2e3d4c
`,
    )
    .action((id: string, _: unknown, command: Command) =>
      rollback(context, id, command.optsWithGlobals<RollbackFlags>()),
    );
}

async function rollback(context: ControlContext, id: string, flags: RollbackFlags): Promise<void> {
  const { why, override } = flags;
  const api = await connect(context, flags);
  const proposed = await api.rollback(id, { dryRun: true });
  const { wayBack } = proposed;
  const isRefused = wayBack.kind === "impossible" && override === undefined;
  if (flags.dryRun === true || isRefused || isNothingToTakeBack(wayBack)) {
    if (wayBack.kind === "impossible" || flags.dryRun !== true) context.exit(controlExit.no);
    if (flags.json === true) return printJson(context, proposed);
    context.io.stdout(wayBackPage(wayBack, frameOf(context, flags)));
    if (isRefused && flags.dryRun !== true)
      context.io.stderr("Nothing was done. Who answers for going back all the same gives --override WHY.\n");
    return;
  }
  await beSure(context, wayBack, flags);
  const done = await api.rollback(id, {
    dryRun: false,
    ...(wayBack.planHash === undefined ? {} : { planHash: wayBack.planHash }),
    ...(why === undefined ? {} : { why }),
    ...(override === undefined ? {} : { override }),
  });
  if (flags.json === true) printJson(context, done);
  else if (done.kind === "created")
    showDone(context, done.release, flags, `It goes back as ${done.release.id}.`);
}

/** Typed from what is shown, so that nobody takes back what they have not seen. */
async function beSure(context: ControlContext, wayBack: WayBackView, flags: RollbackFlags): Promise<void> {
  const { release, planHash = "" } = wayBack;
  const given = flags.confirm;
  if (given !== undefined) {
    if (given.length >= confirmedHashLength && planHash.startsWith(given)) return;
    throw new CrossfadeError("CF_PLAN_CHANGED", { release, shown: given, now: planHash });
  }
  if (context.ports.ask !== undefined)
    context.io.stderr(`${wayBackPage(wayBack, frameOf(context, flags))}\n`);
  const typed = planHash.slice(0, confirmedHashLength);
  await confirm(context, {
    what: `The way back from ${release}`,
    how: `\`crossfade release rollback ${release} --dry-run\` shows it, \`--confirm ${typed}\` confirms it`,
    question: `Type ${typed} to go back: `,
    expected: [typed, planHash],
  });
}
