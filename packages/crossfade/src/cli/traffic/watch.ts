import { CrossfadeError } from "@crossfade/core";
import type { Command } from "commander";
import type { TrafficStatus } from "../../analysis/traffic/traffic-status.ts";
import { forTerminal } from "../../render/escape.ts";
import { stableJson } from "../../render/json.ts";
import { statusText } from "../../render/traffic/status-text.ts";
import { watchLines } from "../../render/traffic/watch-lines.ts";
import { lastOption } from "./status.ts";
import { atRouter, type RouterFlags, type TrafficContext, withRouter } from "./traffic-context.ts";
import { type Look, lookAt } from "./traffic-look.ts";
import { durationOption } from "./traffic-options.ts";
import type { OpenRouter } from "./traffic-ports.ts";

const defaultEveryMs = 1_000;
const longestEveryMs = 3_600_000;

interface WatchFlags extends RouterFlags {
  readonly last: number;
  readonly every: number;
}

export function addWatch(program: Command, context: TrafficContext): void {
  withRouter(program.command("watch"))
    .summary("the same, again and again, until Ctrl-C")
    .description(
      "Shows the traffic live: a page in a terminal, one line a component and time elsewhere, one JSON value a line with --json. It goes on while the router does not answer.",
    )
    .argument("[component]", "of this component alone")
    .addOption(lastOption())
    .addOption(
      durationOption("--every <duration>", "how often", {
        leastMs: 1_000,
        mostMs: longestEveryMs,
        defaultMs: defaultEveryMs,
      }),
    )
    .addHelpText(
      "after",
      `
Exit code: 0 ended by Ctrl-C, 2 error.

Examples:
  trafficctl watch
  trafficctl watch api --every 5s >> release.log
`,
    )
    .action(async (component: string | undefined, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<WatchFlags>();
      context.ifStopped({ exitCode: 0, say: "" });
      const look = {
        lastS: Math.floor(flags.last / 1_000),
        ...(component === undefined ? {} : { component }),
      };
      await atRouter(context, flags, (open) => watch(context, open, flags, look));
    });
}

/** Without an end but the one that somebody gives it. */
async function watch(
  { ports }: TrafficContext,
  open: OpenRouter,
  flags: WatchFlags,
  look: Omit<Look, "nowMs">,
): Promise<void> {
  const live = ports.io.isTerminal && flags.json !== true;
  let isFirst = true;
  while (!ports.stop.aborted) {
    const nowMs = ports.nowMs();
    const text = await textNow(
      open,
      { ...look, nowMs },
      flags.json === true ? "json" : live ? "page" : "lines",
    );
    ports.io.stdout(live ? page(text, ports.io.columns, isFirst) : text);
    isFirst = false;
    await ports.wait(flags.every);
  }
}

/** A router that does not answer is what one watches for; any other error ends it. */
async function textNow(open: OpenRouter, look: Look, form: "json" | "page" | "lines"): Promise<string> {
  try {
    return textOf(await lookAt(open, look), look.nowMs, form);
  } catch (error) {
    if (!(error instanceof CrossfadeError) || error.code !== "CF_ROUTER_UNREACHABLE") throw error;
    const { code, message, hint } = error;
    if (form === "json") return jsonLine({ atMs: look.nowMs, error: { code, message, hint } });
    const time = new Date(look.nowMs).toISOString().slice(0, 19);
    return `${form === "lines" ? `${time}Z ` : ""}✕ ${forTerminal(message)}\n`;
  }
}

function textOf(status: TrafficStatus, nowMs: number, form: "json" | "page" | "lines"): string {
  if (form === "page") return statusText(status);
  if (form === "lines") return watchLines(status, nowMs);
  return jsonLine({ atMs: nowMs, ...status });
}

/** Line breaks stand between the parts of JSON alone, never within a text. */
function jsonLine(value: Readonly<Record<string, unknown>>): string {
  return `${stableJson({ trafficSchema: 1, ...value }).replace(/\n */g, "")}\n`;
}

/** On a screen of its own size: from its top, each line cut where it would wrap, and nothing of the page before left. */
function page(text: string, width: number, isFirst: boolean): string {
  const start = "\u001b[";
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => `${width > 0 ? [...line].slice(0, width).join("") : line}${start}K\n`);
  return `${isFirst ? `${start}2J` : ""}${start}H${lines.join("")}${start}J`;
}
