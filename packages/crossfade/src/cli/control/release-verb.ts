import type { Command } from "commander";
import { releasePage } from "../../render/release/release-page.ts";
import type { ReleaseView } from "../../wire/views.ts";
import { type ControlContext, frameOf, printJson, type ServerFlags, withServer } from "./control-context.ts";
import { releaseArgument } from "./version-argument.ts";

/** A verb that is about one release, with the flags of all of them. */
export function releaseVerb(release: Command, name: string): Command {
  return withServer(release.command(name).argument("<release>", "its name", releaseArgument));
}

/** What a deed has led to: what was done in one sentence, then how the release stands. */
export function showDone(
  context: ControlContext,
  view: ReleaseView,
  flags: ServerFlags,
  done?: string,
): void {
  const { io } = context;
  if (flags.json === true) {
    printJson(context, view);
    return;
  }
  if (done !== undefined) io.stdout(`${done}\n\n`);
  io.stdout(releasePage(view, { ...frameOf(context, flags), nowMs: view.atMs }));
}
