import type { Command } from "commander";
import { isBlind, statusPage } from "../../render/release/status-page.ts";
import {
  type ControlContext,
  connect,
  controlExit,
  type EnvironmentFlags,
  environmentOf,
  frameOf,
  printJson,
  withEnvironment,
} from "./control-context.ts";

export function addStatus(program: Command, context: ControlContext): void {
  withEnvironment(program.command("status"))
    .summary("deployed or released? who sees which version")
    .description(
      "One sentence a version: since when it is deployed, and who sees it, as the routers were read back just now. A deployment puts code on servers; a release gives it users.",
    )
    .addHelpText(
      "after",
      `
Exit code: 0 done, 3 a router could not be asked, 2 error.

Examples:
  crossfade status
  crossfade status --environment production --json | jq .components
`,
    )
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<EnvironmentFlags>();
      const environment = await environmentOf(context, flags, "crossfade status");
      const status = await (await connect(context, flags)).status(environment);
      if (isBlind(status)) context.exit(controlExit.unknown);
      if (flags.json === true) printJson(context, status);
      else context.io.stdout(statusPage(status, frameOf(context, flags)));
    });
}
