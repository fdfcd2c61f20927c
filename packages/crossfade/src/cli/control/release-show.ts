import type { Command } from "commander";
import { releaseListPage } from "../../render/release/release-list.ts";
import {
  type ControlContext,
  connect,
  frameOf,
  printJson,
  type ServerFlags,
  withServer,
} from "./control-context.ts";
import { releaseVerb, showDone } from "./release-verb.ts";

export function addShow(release: Command, context: ControlContext): void {
  releaseVerb(release, "show")
    .summary("how it stands, on which evidence, and what can be done")
    .description(
      "Shows a release as a page: how it stands, its steps, what gates say and lack, who has to say yes, both ways back, and what one can do now.",
    )
    .addHelpText("after", "\nExit code: 0 shown, 2 error.\n\nExamples:\n  crossfade release show shop-2\n")
    .action(async (id: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ServerFlags>();
      showDone(context, await (await connect(context, flags)).release(id), flags);
    });
}

interface ListFlags extends ServerFlags {
  readonly environment?: string;
}

export function addList(release: Command, context: ControlContext): void {
  withServer(release.command("list"))
    .summary("all of them, the newest first")
    .description("Lists releases with where they stand and what they move.")
    .option("--environment <id>", "only those of this environment")
    .addHelpText(
      "after",
      "\nExamples:\n  crossfade release list\n  crossfade release list --environment production\n",
    )
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ListFlags>();
      const list = await (await connect(context, flags)).releases(flags.environment);
      if (flags.json === true) printJson(context, list);
      else context.io.stdout(releaseListPage(list, frameOf(context, flags)));
    });
}
