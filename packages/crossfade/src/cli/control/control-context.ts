import { CrossfadeError } from "@crossfade/core";
import type { Command, Option } from "commander";
import type { ControlApi } from "../../client/control-api.ts";
import { admitServer, defaultServer, isLoopback, serverOrigin } from "../../client/server-address.ts";
import { isToken } from "../../client/token-text.ts";
import { stableJson } from "../../render/json.ts";
import type { PageFrame } from "../../render/release/release-page.ts";
import type { Io } from "../commands.ts";
import { type OutputFlags, outputOf } from "../context.ts";
import type { ControlPorts } from "../control-ports.ts";
import { usage } from "../options.ts";

/** What a verb of the control plane gets: the world, and a place for its exit code. */
export interface ControlContext {
  readonly ports: ControlPorts;
  readonly io: Io;
  exit(code: number): void;
}

/** done · no: the answer is no, or it ended otherwise · unknown: somebody who has to know could not be asked. */
export const controlExit = { done: 0, no: 1, unknown: 3, interrupted: 130 } as const;

export interface ServerFlags extends OutputFlags {
  readonly server?: string;
  readonly tokenFile?: string;
  readonly insecure?: boolean;
  readonly config?: string;
}

/** The flags that say where the control plane is, and in whose name one asks; the same for every verb. */
export function withServer(command: Command): Command {
  return command
    .option("--server <url>", `the control plane (default: CROSSFADE_SERVER, else ${defaultServer})`)
    .option(
      "--token-file <path>",
      "a file with your token (default: CROSSFADE_TOKEN; here the one that `crossfade up` wrote)",
    )
    .option("--insecure", "send the token to another machine without encryption")
    .option("--config <path>", "the configuration (default: crossfade.yaml here or in a folder above)");
}

/** In a verb's help its own options come first, then those that every verb has. */
export function serverOptionsLast(options: readonly Option[]): Option[] {
  const isServer = ({ long }: Option) => ["--server", "--token-file", "--insecure"].includes(long ?? "");
  const isShared = (each: Option) => isServer(each) || ["--config", "--help"].includes(each.long ?? "");
  if (!options.some(isServer)) return [...options];
  return [...options.filter((each) => !isShared(each)), ...options.filter(isShared)];
}

/** The control plane that the flags name. CF_USAGE, CF_SERVER_INSECURE, CF_TOKEN_… */
export async function connect(context: ControlContext, flags: ServerFlags): Promise<ControlApi> {
  const written = flags.server ?? given(context.io.env.CROSSFADE_SERVER) ?? defaultServer;
  const server = serverOrigin(written);
  if (server === undefined)
    throw usage(
      `${JSON.stringify(written)} is no address of a control plane: write it as https://crossfade.example.`,
    );
  admitServer(server, flags.insecure === true);
  return context.ports.connect({ server, token: await tokenOf(context, flags, server) });
}

/** What `crossfade up` wrote here goes to this machine alone. */
async function tokenOf({ io, ports }: ControlContext, flags: ServerFlags, server: string): Promise<string> {
  if (flags.tokenFile !== undefined) return ports.readToken(flags.tokenFile);
  const set = given(io.env.CROSSFADE_TOKEN);
  if (set !== undefined) {
    if (isToken(set.trim())) return set.trim();
    throw new CrossfadeError("CF_TOKEN_FILE", { file: "CROSSFADE_TOKEN", why: "it holds no token" });
  }
  const { tokenFile } = isLoopback(new URL(server).hostname) ? await ports.place(flags.config) : {};
  if (tokenFile === undefined) throw new CrossfadeError("CF_TOKEN_MISSING", { server });
  return ports.readToken(tokenFile);
}

/** An environment variable that is set to nothing is not set. */
function given(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === "" ? undefined : text;
}

export interface EnvironmentFlags extends ServerFlags {
  readonly environment?: string;
}

export function withEnvironment(command: Command): Command {
  return withServer(
    command.option(
      "--environment <id>",
      "which environment (needed where crossfade.yaml names several, or none)",
    ),
  );
}

/** The one that is named, else the only one of crossfade.yaml. CF_USAGE */
export async function environmentOf(
  { ports }: ControlContext,
  { environment, config }: EnvironmentFlags,
  command: string,
): Promise<string> {
  if (environment !== undefined) return environment;
  const { environments } = await ports.place(config);
  const [only, second] = environments;
  if (only !== undefined && second === undefined) return only;
  const known = only === undefined ? "" : ` crossfade.yaml names ${environments.join(", ")}.`;
  throw usage(`Which environment? Name it with --environment.${known}`, command);
}

/** How a page is shown now. */
export function frameOf({ io, ports }: ControlContext, flags: OutputFlags): PageFrame {
  const { colour, width } = outputOf(flags, io);
  return { colour, width, nowMs: ports.nowMs(), zone: ports.zone };
}

/** What has no number of its own gets the one of all answers of the control plane. */
export function printJson({ io }: ControlContext, value: object): void {
  const isNumbered = "releaseSchema" in value || "statusSchema" in value;
  io.stdout(stableJson(isNumbered ? value : { controlSchema: 1, ...value }));
}

/** The same on one line: line breaks stand between the parts of JSON alone, never within a text. */
export function jsonLine(value: object): string {
  return `${stableJson(value).replace(/\n */g, "")}\n`;
}
