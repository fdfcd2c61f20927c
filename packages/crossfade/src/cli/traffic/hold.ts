import { hold, trafficOf } from "@crossfade/core";
import type { Command } from "commander";
import { durationText } from "../../analysis/sentences.ts";
import { forTerminal } from "../../render/escape.ts";
import { changeTraffic, concludeChange } from "./traffic-change.ts";
import { atRouter, printJson, type RouterFlags, type TrafficContext, withRouter } from "./traffic-context.ts";
import { durationOption } from "./traffic-options.ts";

const defaultHoldMs = 30_000;
/** Whoever waits has an open connection; beyond this, people have given up. */
const longestHoldMs = 600_000;

interface HoldFlags extends RouterFlags {
  readonly for: number;
}

export function addHold(program: Command, context: TrafficContext): void {
  withRouter(program.command("hold"))
    .summary("let the requests of a component wait")
    .description(
      "Requests of this component wait until somebody resumes it; when the time is over they are answered 503. For the seconds in which something below is switched over.",
    )
    .argument("<component>", "a component of crossfade.yaml")
    .addOption(
      durationOption("--for <duration>", "how long they wait", {
        leastMs: 1_000,
        mostMs: longestHoldMs,
        defaultMs: defaultHoldMs,
      }),
    )
    .addHelpText(
      "after",
      `
Exit code: 0 done and read back, 1 done, but what was read back differs, 2 error.

Examples:
  trafficctl hold api --for 20s && ./switch-database && trafficctl resume api
`,
    )
    .action(async (component: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<HoldFlags>();
      const untilMs = context.ports.nowMs() + flags.for;
      await apply(context, component, flags, untilMs);
    });
}

export function addResume(program: Command, context: TrafficContext): void {
  withRouter(program.command("resume"))
    .summary("let them go on")
    .description("Requests that wait go on, and new ones do not wait.")
    .argument("<component>", "a component of crossfade.yaml")
    .addHelpText(
      "after",
      `
Exit code: 0 done and read back, 1 done, but what was read back differs, 2 error.

Examples:
  trafficctl resume api
`,
    )
    .action((component: string, _: unknown, command: Command) =>
      apply(context, component, command.optsWithGlobals<RouterFlags>(), undefined),
    );
}

async function apply(
  context: TrafficContext,
  component: string,
  flags: RouterFlags,
  untilMs: number | undefined,
): Promise<void> {
  const { io, nowMs } = context.ports;
  await atRouter(context, flags, async ({ id, router }) => {
    const { reading, deviations } = await changeTraffic(router, {
      change: (state) => hold(state, component, untilMs),
    });
    const { heldUntilMs } = trafficOf(reading.state, component);
    if (flags.json === true)
      printJson(context, {
        router: id,
        component,
        heldUntilMs: heldUntilMs ?? null,
        generation: reading.state.generation,
        deviations,
      });
    else if (heldUntilMs === undefined) io.stdout(`${forTerminal(component)} is not held\n`);
    else {
      const left = durationText(Math.ceil((heldUntilMs - nowMs()) / 1_000) * 1_000);
      io.stdout(
        `${forTerminal(component)} holds its requests for ${left}, then they are answered 503; \`trafficctl resume ${forTerminal(component)}\` lets them go on\n`,
      );
    }
    concludeChange(context, deviations);
  });
}
