import type { Command } from "commander";
import { forTerminal } from "../../render/escape.ts";
import { type ControlContext, connect, controlExit, type ServerFlags } from "./control-context.ts";
import { releaseVerb, showDone } from "./release-verb.ts";

export function addHold(release: Command, context: ControlContext): void {
  releaseVerb(release, "hold")
    .summary("stop where it is; users keep what they have")
    .description("Nothing goes forward until somebody resumes it. Going back stays possible.")
    .argument("<why>", "the reason, for those who read it")
    .addHelpText(
      "after",
      '\nExit code: 0 it holds, 2 error.\n\nExamples:\n  crossfade release hold shop-2 "the phones ring"\n',
    )
    .action(async (id: string, why: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ServerFlags>();
      const view = await (await connect(context, flags)).hold(id, { why });
      showDone(context, view, flags, forTerminal(`On hold: ${why}`));
    });
}

export function addResume(release: Command, context: ControlContext): void {
  releaseVerb(release, "resume")
    .summary("let it go on after a hold")
    .description("Ends a hold. What had failed is tried afresh, and evidence has its time anew.")
    .addHelpText(
      "after",
      "\nExit code: 0 it goes on, 2 error.\n\nExamples:\n  crossfade release resume shop-2\n",
    )
    .action(async (id: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ServerFlags>();
      showDone(context, await (await connect(context, flags)).resume(id), flags, "It goes on.");
    });
}

export function addRetry(release: Command, context: ControlContext): void {
  releaseVerb(release, "retry")
    .summary("try once more what has failed")
    .description("Tries now what has failed, also after it was given up; without waiting for the next time.")
    .addHelpText(
      "after",
      "\nExit code: 0 it is tried, 1 nothing has failed, 2 error.\n\nExamples:\n  crossfade release retry shop-2\n",
    )
    .action(async (id: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ServerFlags>();
      showDone(context, await (await connect(context, flags)).retry(id), flags, "It is tried once more.");
    });
}

interface AbortFlags extends ServerFlags {
  readonly why: string;
}

/** Never asked twice, never locked: whoever types it is in a hurry. */
export function addAbort(release: Command, context: ControlContext): void {
  releaseVerb(release, "abort")
    .summary("take back the steps in progress, at once")
    .description(
      "Gives users back what they had before the steps in progress. It asks nothing, costs nothing and is never locked. Steps that are done stay; `crossfade release rollback` takes back the whole release.",
    )
    .option("--why <text>", "the reason, for those who read it", "aborted by hand")
    .addHelpText(
      "after",
      `
Exit code: 0 it is on its way back (\`crossfade release watch\` sees it through), 1 it is over, 2 error.

Examples:
  crossfade release abort shop-2
  crossfade release abort shop-2 --why "checkout is slow"
`,
    )
    .action(async (id: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<AbortFlags>();
      const view = await (await connect(context, flags)).abort(id, { why: flags.why });
      if (view.phase === "completed") context.exit(controlExit.no);
      showDone(
        context,
        view,
        flags,
        view.phase === "aborted" ? "It is taken back." : "It is being taken back.",
      );
    });
}

interface LetGoFlags extends ServerFlags {
  readonly step?: string;
}

export function addLetGo(release: Command, context: ControlContext): void {
  releaseVerb(release, "let-go")
    .summary("end old versions that only stay for going back")
    .description(
      "Once it has no users, an old version stays for some time, so that one can go back to it at once. Whoever is sure shortens that time: the release goes on, and the environment is free for the next one.",
    )
    .option("--step <id>", "only this one, as `crossfade release show` names it")
    .addHelpText(
      "after",
      `
Exit code: 0 they end, 2 error: there is none that stays.

Examples:
  crossfade release let-go shop-2
  crossfade release let-go shop-2 --step "gone api@1.9.4"
`,
    )
    .action(async (id: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<LetGoFlags>();
      const request = flags.step === undefined ? {} : { step: flags.step };
      const view = await (await connect(context, flags)).letGo(id, request);
      showDone(context, view, flags, "Old versions end.");
    });
}
