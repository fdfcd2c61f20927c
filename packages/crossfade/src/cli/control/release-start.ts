import type { Command } from "commander";
import { Moments } from "../../render/release/moments.ts";
import { type ControlContext, connect, type ServerFlags } from "./control-context.ts";
import { releaseVerb, showDone } from "./release-verb.ts";
import { momentMs, type TimeArgument, timeArgument } from "./time-argument.ts";

interface StartFlags extends ServerFlags {
  readonly at?: TimeArgument;
}

export function addStart(release: Command, context: ControlContext): void {
  releaseVerb(release, "start")
    .summary("begin, now or later")
    .description(
      "Lets the release begin. It goes by itself from there, as far as approvals, windows and evidence let it; users come to it step by step.",
    )
    .option("--at <time>", "not before: 2026-11-23T09:00+01:00, or +30m", timeArgument)
    .addHelpText(
      "after",
      `
Exit code: 0 started, 1 it cannot be started as it stands, 2 error.

Examples:
  crossfade release start shop-2
  crossfade release start shop-2 --at 2026-11-23T09:00+01:00
`,
    )
    .action(async (id: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<StartFlags>();
      const { nowMs, zone } = context.ports;
      const atMs = flags.at === undefined ? undefined : momentMs(flags.at, nowMs());
      const api = await connect(context, flags);
      const view = await api.start(id, atMs === undefined ? {} : { atMs });
      const when = atMs === undefined ? "Started." : `It begins at ${new Moments(nowMs(), zone).of(atMs)}.`;
      showDone(context, view, flags, when);
    });
}
