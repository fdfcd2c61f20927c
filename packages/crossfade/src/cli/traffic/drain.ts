import { needCapabilities } from "@crossfade/core";
import type { Command } from "commander";
import { drainInstances, rejoinInstances } from "./drain-instance.ts";
import type { DrainFlags } from "./drain-order.ts";
import { drainVersion } from "./drain-version.ts";
import { atRouter, type TrafficContext, withRouter } from "./traffic-context.ts";
import { durationOption, trafficUsage } from "./traffic-options.ts";

const defaultWithinMs = 30_000;
const longestWithinMs = 3_600_000;

const ending = `
Exit code: 0 nothing is open any more (or: it is ready), 1 done, but what was read back differs, 2 error.

Examples:
  trafficctl drain api-1.9.4 --within 5m
  trafficctl drain api-1.9.4 --keep-open                pages of 1.9.4 keep their version
  trafficctl drain api-1.9.4 --instance http://10.0.0.7:8080
  trafficctl drain api-1.9.4 --instance http://10.0.0.7:8080 --rejoin
`;

export function addDrain(program: Command, context: TrafficContext): void {
  withRouter(program.command("drain"))
    .summary("let a version end in order, or take instances out and back in")
    .description(
      "A version without users ends in order: it takes nobody new, what is open is told to go (WebSocket 1012, an event for server-sent events), and what is left is cut. With --instance a set of instances leaves the balancer, so that it can be updated; with --rejoin it comes back.",
    )
    .argument("<component-label>", "api-1.9.4 or api@1.9.4")
    .addOption(
      durationOption(
        "--within <duration>",
        "until what is open has to have ended, or instances to be ready",
        { mostMs: longestWithinMs, defaultMs: defaultWithinMs },
      ),
    )
    .option("--now", "cut what is open at once")
    .option("--keep-open", "take nobody new, and leave what is open as it is")
    .option("--instance <url...>", "these instances alone: http://10.0.0.7:8080")
    .option("--rejoin", "with --instance: let them come back, and wait until they are ready")
    .addHelpText("after", ending)
    .action(async (name: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<DrainFlags>();
      const { instance } = flags;
      refuseMixed(flags);
      await atRouter(context, flags, async (open) => {
        needCapabilities(open.id, open.router.capabilities, ["drain"]);
        const order = { name, flags, withinMs: flags.now === true ? 0 : flags.within };
        if (instance === undefined) return drainVersion(context, open, order);
        const set = { ...order, urls: [...new Set(instance)] };
        return flags.rejoin === true
          ? rejoinInstances(context, open, set)
          : drainInstances(context, open, set);
      });
    });
}

function refuseMixed({ now, keepOpen, instance, rejoin }: DrainFlags): void {
  if (rejoin === true && instance === undefined)
    throw trafficUsage("--rejoin needs --instance URL: which one comes back?", "drain");
  if (keepOpen === true && (now === true || instance !== undefined))
    throw trafficUsage(
      "--keep-open leaves what is open; it goes with neither --now nor --instance.",
      "drain",
    );
  if (rejoin === true && now === true)
    throw trafficUsage("--now ends what is open; it does not go with --rejoin.", "drain");
}
