import type { Command } from "commander";
import { type ControlContext, connect, type ServerFlags } from "./control-context.ts";
import { releaseVerb, showDone } from "./release-verb.ts";

interface PromoteFlags extends ServerFlags {
  readonly step?: string;
  readonly override?: string;
}

export function addPromote(release: Command, context: ControlContext): void {
  releaseVerb(release, "promote")
    .summary("go on to more users")
    .description(
      "Says that the release goes on from the steps that it is at, as soon as no evidence is against it. A failed gate still takes it back; evidence that is missing is still waited for, unless you answer for going on without it.",
    )
    .option("--step <id>", 'only this step, such as "end api@1.9.4" (default: every one that waits)')
    .option("--override <why>", "go on whatever the evidence says; the reason is kept with your name")
    .addHelpText(
      "after",
      `
Exit code: 0 it is told, 1 nothing waits for it, 2 error.

Examples:
  crossfade release promote shop-2
  crossfade release promote shop-2 --override "no traffic at night; tested by hand"
`,
    )
    .action(async (id: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<PromoteFlags>();
      const { step, override } = flags;
      const view = await (await connect(context, flags)).promote(id, {
        ...(step === undefined ? {} : { step }),
        ...(override === undefined ? {} : { override }),
      });
      const done =
        override === undefined
          ? "Promoted; it goes on when no evidence is against it."
          : "Promoted, in your name.";
      showDone(context, view, flags, done);
    });
}
