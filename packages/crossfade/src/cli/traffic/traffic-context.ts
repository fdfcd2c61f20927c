import {
  CrossfadeError,
  componentLabel,
  type RouterState,
  type VersionName,
  versionOf,
} from "@crossfade/core";
import type { Command } from "commander";
import { stableJson } from "../../render/json.ts";
import type { OpenRouter, TrafficPorts } from "./traffic-ports.ts";

/** What a verb gets: the world, a place for its exit code, and what to say should somebody stop it. */
export interface TrafficContext {
  readonly ports: TrafficPorts;
  exit(code: number): void;
  /** Until then Ctrl-C ends with 130 and nothing more to say. */
  ifStopped(outcome: Stopped): void;
}

export interface Stopped {
  readonly exitCode: number;
  readonly say: string;
}

/** done: as asked · differs: done, but what was read back is not as desired · interrupted: by Ctrl-C. */
export const trafficExit = { done: 0, differs: 1, interrupted: 130 } as const;

export interface RouterFlags {
  readonly config?: string;
  readonly router?: string;
  readonly json?: boolean;
  /** The only way there is today; taken so that scripts need not change later. */
  readonly direct?: boolean;
}

/** The flags that say which router is meant; the same for every verb. */
export function withRouter(command: Command): Command {
  return command
    .option("--router <id>", "which router (needed where crossfade.yaml names several)")
    .option("--config <path>", "the configuration (default: crossfade.yaml here or in a folder above)")
    .option("--direct", "talk to the router itself; the only way there is in this version");
}

/** Opens the router that the flags name, and closes it whatever happens. */
export async function atRouter<T>(
  { ports }: TrafficContext,
  { config, router }: RouterFlags,
  act: (open: OpenRouter) => Promise<T>,
): Promise<T> {
  const open = await ports.open({
    ...(config === undefined ? {} : { config }),
    ...(router === undefined ? {} : { router }),
  });
  try {
    return await act(open);
  } catch (error) {
    throw (await reloadNeeded(open, error)) ?? error;
  } finally {
    await open.router.close();
  }
}

/** The router's own file has the version that the running one does not know: then it only has to be reloaded. */
async function reloadNeeded(
  { id, desired }: OpenRouter,
  error: unknown,
): Promise<CrossfadeError | undefined> {
  if (!(error instanceof CrossfadeError) || error.code !== "CF_VERSION_UNKNOWN") return undefined;
  const { component = "", label = "" } = error.details;
  const told = await desired().catch(() => undefined);
  const traffic = told?.components[component];
  if (traffic === undefined || versionOf(traffic, `${label}`) === undefined) return undefined;
  return new CrossfadeError(
    "CF_ROUTER_RELOAD",
    { router: id, what: `${component}@${label}` },
    { cause: error },
  );
}

/** "api-2.0.0" or "api@2.0.0", by the components that the router has. CF_VERSION_MALFORMED. */
export function namedVersion(text: string, state: RouterState): VersionName {
  return componentLabel(text, Object.keys(state.components));
}

/** Every answer as JSON has the number of its shape. */
export function printJson({ ports }: TrafficContext, value: Readonly<Record<string, unknown>>): void {
  ports.io.stdout(stableJson({ trafficSchema: 1, ...value }));
}
