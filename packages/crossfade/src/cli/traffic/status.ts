import { counterLimits } from "@crossfade/core";
import type { Command, Option } from "commander";
import { statusText } from "../../render/traffic/status-text.ts";
import {
  atRouter,
  printJson,
  type RouterFlags,
  type TrafficContext,
  trafficExit,
  withRouter,
} from "./traffic-context.ts";
import { lookAt } from "./traffic-look.ts";
import { durationOption } from "./traffic-options.ts";

/** Routers keep so many seconds. */
const longestLastMs = counterLimits.keptS * 1_000;
const defaultLastMs = 10_000;

interface StatusFlags extends RouterFlags {
  readonly last: number;
}

/** Over how long the share is measured. */
export function lastOption(): Option {
  return durationOption("--last <duration>", "measured over this time", {
    leastMs: 1_000,
    mostMs: longestLastMs,
    defaultMs: defaultLastMs,
  });
}

export function addStatus(program: Command, context: TrafficContext): void {
  withRouter(program.command("status"))
    .summary("is the traffic as desired?")
    .description(
      "Shows three things side by side: the weights that are desired, those that the router works by, and the share of the requests that was measured.",
    )
    .argument("[component]", "of this component alone")
    .addOption(lastOption())
    .addHelpText(
      "after",
      `
Exit code: 0 as desired, 1 something is not, 2 error.

Examples:
  trafficctl status
  trafficctl status api --last 5m
  trafficctl status --json | jq .deviations
`,
    )
    .action(async (component: string | undefined, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<StatusFlags>();
      await atRouter(context, flags, async (open) => {
        const status = await lookAt(open, {
          lastS: Math.floor(flags.last / 1_000),
          nowMs: context.ports.nowMs(),
          ...(component === undefined ? {} : { component }),
        });
        if (flags.json === true) printJson(context, { ...status });
        else context.ports.io.stdout(statusText(status));
        if (status.deviations.length > 0) context.exit(trafficExit.differs);
      });
    });
}
