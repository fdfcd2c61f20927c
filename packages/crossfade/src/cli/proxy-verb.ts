import type { Command } from "commander";
import type { Context, OutputFlags } from "./context.ts";
import { noticeLines } from "./proxy-notices.ts";

interface ProxyFlags {
  readonly config?: string;
  readonly router?: string;
  readonly restart?: boolean;
}

export function addProxy<R>(program: Command, { commands, io }: Context<R>): void {
  program
    .command("proxy")
    .summary("serve users through the embedded router, and keep it running")
    .description(
      "Starts the embedded router of crossfade.yaml and watches over it: if it ends, it is back with the last weights. Without this command it serves on; the next `crossfade proxy` takes it over.",
    )
    .option("--config <path>", "the configuration (default: crossfade.yaml here or in a folder above)")
    .option("--router <id>", "which router (needed where crossfade.yaml names several)")
    .option("--restart", "end the one that runs, in order, and start it with the settings of now")
    .addHelpText(
      "after",
      `
Ctrl-C lets requests in hand end, then stops it. \`kill -HUP\` reads crossfade.yaml again: new versions and
instances join without a restart. With --json each notice is a line of JSON.

Exit code: 0 it was stopped in order, 2 it could not start, or ended too often.

Examples:
  crossfade proxy
  crossfade proxy --config deploy/crossfade.yaml --router edge
  trafficctl set-weight api-2.0.0 5%     in another terminal
`,
    )
    .action(async (_: unknown, command: Command) => {
      const { config, router, restart, json } = command.optsWithGlobals<ProxyFlags & OutputFlags>();
      const request = {
        ...(config === undefined ? {} : { config }),
        ...(router === undefined ? {} : { router }),
        restart: restart === true,
      };
      await commands.proxy.run(request, (notice) =>
        io.stdout(json === true ? `${JSON.stringify({ proxySchema: 1, ...notice })}\n` : noticeLines(notice)),
      );
    });
}
