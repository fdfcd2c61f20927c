import type { Command } from "commander";
import { forTerminal } from "../../render/escape.ts";
import { wireLimits } from "../../wire/requests.ts";
import { repeated, usage } from "../options.ts";
import {
  type ControlContext,
  connect,
  type EnvironmentFlags,
  environmentOf,
  printJson,
  withEnvironment,
} from "./control-context.ts";
import { type NamedVersion, versionArgument } from "./version-argument.ts";

interface DeployedFlags extends EnvironmentFlags {
  readonly endpoint?: readonly string[];
  readonly serving?: boolean;
  readonly ended?: boolean;
  readonly gone?: boolean;
}

const verb = "crossfade deployed";

export function addDeployed(program: Command, context: ControlContext): void {
  withEnvironment(program.command("deployed"))
    .summary("tell the control plane that a version runs")
    .description(
      "Says what your deployment has done: the version runs, dark, at these addresses. No user sees it by that; a release gives it users.",
    )
    .argument("<component@version>", "such as api@2.0.0", versionArgument)
    .option("--endpoint <url>", "where an instance answers; repeatable", repeated)
    .option("--serving", "it has the users: what ran before Crossfade came, or was moved by hand")
    .option("--ended", "an old version: nobody has it any more")
    .option("--gone", "an old version: its last process has ended")
    .addHelpText(
      "after",
      `
Exit code: 0 it is known now, or was before; 2 error.

Examples:
  crossfade deployed api@2.0.0 --endpoint http://10.0.0.7:8080 --endpoint http://10.0.0.8:8080
  crossfade deployed worker@1.4.0 --environment production --serving
  crossfade deployed worker@1.3.0 --gone
`,
    )
    .action((version: NamedVersion, _: unknown, command: Command) =>
      tellDeployed(context, version, command.optsWithGlobals<DeployedFlags>()),
    );
}

async function tellDeployed(
  context: ControlContext,
  { component, label }: NamedVersion,
  flags: DeployedFlags,
): Promise<void> {
  const endpoints = (flags.endpoint ?? []).map(httpUrl);
  if (endpoints.length > wireLimits.maxEndpoints)
    throw usage(`At most ${wireLimits.maxEndpoints} endpoints (maxEndpoints).`, verb);
  const said = [flags.serving, flags.ended, flags.gone].filter((each) => each === true).length;
  if (said > 1 || (endpoints.length > 0 && (flags.ended === true || flags.gone === true)))
    throw usage(
      "It runs (--endpoint, --serving), or nobody has it (--ended), or it is --gone: one of them.",
      verb,
    );
  const environment = await environmentOf(context, flags, verb);
  const api = await connect(context, flags);
  const serving = flags.serving === true;
  const over =
    flags.gone === true ? ("gone" as const) : flags.ended === true ? ("ended" as const) : undefined;
  const { entries } = await api.deployed(environment, {
    component,
    label,
    endpoints,
    serving,
    ...(over === undefined ? {} : { over }),
  });
  if (flags.json === true) return printJson(context, { environment, entries });
  const who = `${component} ${label}`;
  const text =
    entries.length === 0
      ? `Nothing new: this was known of ${who} in ${environment}.`
      : over !== undefined
        ? `${who} ${over === "gone" ? "is gone from" : "has no users any more in"} ${environment}.`
        : serving
          ? `${who} serves in ${environment}.`
          : `${who} is deployed in ${environment}. Whether anybody sees it: crossfade status --environment ${environment}`;
  context.io.stdout(`${forTerminal(text)}\n`);
}

function httpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol))
    throw usage(`${JSON.stringify(text)} is no endpoint: write it as http://10.0.0.7:8080.`, verb);
  return text;
}
