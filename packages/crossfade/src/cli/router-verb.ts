import type { Command } from "commander";
import { forTerminal } from "../render/escape.ts";
import type { Context, OutputFlags } from "./context.ts";
import type { CollectNotice, RouterChoiceFlags, WrittenRouterConfig } from "./router-ports.ts";

interface RouterFlags extends OutputFlags {
  readonly config?: string;
  readonly router?: string;
  readonly stdout?: boolean;
}

export function addRouter<R>(program: Command, context: Context<R>): void {
  const router = program
    .command("router")
    .summary("configure a router of your own, and count its traffic")
    .description("For routers that Crossfade does not run itself: HAProxy.")
    .addHelpText(
      "after",
      `
Examples:
  crossfade router config haproxy
  crossfade router collect
`,
    );
  addConfig(router, context);
  addCollect(router, context);
}

function withRouter(command: Command): Command {
  return command
    .option("--config <path>", "the configuration (default: crossfade.yaml here or in a folder above)")
    .option("--router <id>", "which router (needed where crossfade.yaml names several)");
}

function addConfig<R>(router: Command, { commands, io }: Context<R>): void {
  const config = router
    .command("config")
    .summary("write what a router starts from")
    .description("Writes the configuration of a router from crossfade.yaml.");
  withRouter(config.command("haproxy"))
    .summary("haproxy.cfg and its maps")
    .description(
      "Writes haproxy.cfg and its maps into the router's state folder, and has HAProxy judge them. Weights, stages and pins stay as they are; versions and instances are those of crossfade.yaml.",
    )
    .option("--stdout", "print haproxy.cfg, and write nothing")
    .addHelpText(
      "after",
      `
A running HAProxy takes new versions and instances with a reload; weights and pins never need one.

Exit code: 0 written, 2 it could not be, or HAProxy refuses it.

Examples:
  crossfade router config haproxy
  crossfade router config haproxy --router edge --stdout
`,
    )
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<RouterFlags>();
      if (flags.stdout === true) {
        io.stdout(await commands.router.previewConfig(choiceOf(flags)));
        return;
      }
      const written = await commands.router.writeConfig(choiceOf(flags));
      io.stdout(
        flags.json === true
          ? `${JSON.stringify({ routerConfigSchema: 1, ...written }, null, 2)}\n`
          : page(written),
      );
    });
}

function addCollect<R>(router: Command, { commands, io }: Context<R>): void {
  withRouter(router.command("collect"))
    .summary("count the traffic of HAProxy by its log")
    .description(
      "Takes the log of HAProxy and counts users, errors and times by version, so that `trafficctl` can show them. HAProxy serves on without it, uncounted.",
    )
    .addHelpText(
      "after",
      `
Ctrl-C stops it. What HAProxy logs meanwhile waits there, about 25,000 requests; how many more there were is
told afterwards. With --json each notice is a line of JSON.

Exit code: 0 it was stopped, 2 it could not start.

Examples:
  crossfade router collect
  crossfade router collect --router edge
`,
    )
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<RouterFlags>();
      await commands.router.collect(choiceOf(flags), (notice) =>
        io.stdout(
          flags.json === true
            ? `${JSON.stringify({ collectSchema: 1, ...notice })}\n`
            : `${forTerminal(sentence(notice))}\n`,
        ),
      );
    });
}

function choiceOf({ config, router }: RouterFlags): RouterChoiceFlags {
  return {
    ...(config === undefined ? {} : { config }),
    ...(router === undefined ? {} : { router }),
  };
}

function page({ router, listen, file, versions, acceptedBy }: WrittenRouterConfig): string {
  const judged =
    acceptedBy === undefined
      ? "HAProxy is not installed here, so nobody has judged it."
      : `HAProxy ${acceptedBy} takes it.`;
  const byComponent = [...new Set(versions.map(({ component }) => component))].map((id) => {
    const own = versions.filter(({ component }) => component === id);
    return `  ${id}: ${own.map(({ label, instances }) => `${label} (${instancesText(instances)})`).join(", ")}`;
  });
  const lines = [
    `${file} is written. ${judged}`,
    `${router} listens on ${addressText(listen)}`,
    ...byComponent,
    "",
    ...next(file, router),
  ];
  return lines.map((line) => `${forTerminal(line)}\n`).join("");
}

/** What to type now. */
function next(file: string, router: string): readonly string[] {
  const commands = [
    [`haproxy -f ${file}`, "start it, or reload yours"],
    [`crossfade router collect --router ${router}`, "count its traffic"],
  ] as const;
  const width = Math.max(...commands.map(([command]) => command.length));
  return commands.map(([command, why]) => `  ${command.padEnd(width)}  ${why}`);
}

function sentence(notice: CollectNotice): string {
  switch (notice.kind) {
    case "collecting":
      return `counting the traffic of ${notice.router}; its log comes to ${addressText(notice.at)}`;
    case "missed": {
      const { lost, foreign } = notice;
      const others = foreign === 0 ? "" : `; ${foreign} lines were not this router's`;
      return `${lost} requests were served and not counted${others}`;
    }
    case "stopped":
      return `stopped; ${notice.counted} requests were counted`;
  }
}

function instancesText(count: number): string {
  return count === 1 ? "1 instance" : `${count} instances`;
}

function addressText({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
