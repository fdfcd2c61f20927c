import { type Command, Option } from "commander";
import type { OutputFlags } from "../context.ts";
import type { ControlContext } from "./control-context.ts";
import { type ListenAddress, listenAddress } from "./listen-address.ts";
import { upNoticeLines } from "./up-notices.ts";

interface UpFlags extends OutputFlags {
  readonly config?: string;
  readonly listen: ListenAddress;
  readonly flagd?: ListenAddress;
  readonly environment?: string;
}

const defaultAddress: ListenAddress = { host: "127.0.0.1", port: 7_717 };

const help = `
Releases are kept in .crossfade/control beside crossfade.yaml, or in the PostgreSQL server that DATABASE_URL
names; several may run on one server. The first start writes an admin's token into a file and says where.
Ctrl-C ends it in order, and the embedded routers too. Told to end otherwise (SIGTERM), or killed, it leaves
them serving, and the next start takes them over.
crossfade.yaml is read at each start; its windows and freezes then count for releases under way, too. With --json each notice is a line of JSON.

Environment: DATABASE_URL; CROSSFADE_PUBLIC_URL, the address that people use where TLS stands in front.

Exit code: 0 it was stopped in order, 2 it could not start.

Examples:
  crossfade up
  DATABASE_URL=postgres://… crossfade up --listen 0.0.0.0:7717
  crossfade status                       in another terminal
`;

export function addUp(program: Command, { ports, io }: ControlContext): void {
  program
    .command("up")
    .summary("start the control plane, and keep the routers running")
    .description(
      "Serves the API and the pages of the control plane, drives the releases, and starts the embedded routers of crossfade.yaml or takes over those that run. Killed at any moment, it goes on where it was; traffic stays as it is meanwhile.",
    )
    .option("--config <path>", "the configuration (default: crossfade.yaml here or in a folder above)")
    .addOption(
      new Option("--listen <host:port>", "where it serves")
        .argParser(listenAddress)
        .default(defaultAddress, "127.0.0.1:7717"),
    )
    .addOption(
      new Option(
        "--flagd <host:port>",
        "where providers of flagd get definitions of flags, over gRPC (default: 127.0.0.1:8015, where it is free)",
      ).argParser(listenAddress),
    )
    .option("--environment <id>", "watch over the routers of this environment alone")
    .addHelpText("after", help)
    .action(async (_: unknown, command: Command) => {
      const { config, listen, flagd, environment, json } = command.optsWithGlobals<UpFlags>();
      const request = {
        listen,
        ...(config === undefined ? {} : { config }),
        ...(flagd === undefined ? {} : { flagd }),
        ...(environment === undefined ? {} : { environment }),
      };
      await ports.up(request, (notice) =>
        io.stdout(json === true ? `${JSON.stringify({ upSchema: 1, ...notice })}\n` : upNoticeLines(notice)),
      );
    });
}
