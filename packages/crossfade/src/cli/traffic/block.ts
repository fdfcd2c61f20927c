import { setStage, versionTraffic } from "@crossfade/core";
import type { Command } from "commander";
import { forTerminal } from "../../render/escape.ts";
import { changeTraffic, concludeChange } from "./traffic-change.ts";
import {
  atRouter,
  namedVersion,
  printJson,
  type RouterFlags,
  type TrafficContext,
  withRouter,
} from "./traffic-context.ts";

export function addBlock(program: Command, context: TrafficContext): void {
  withRouter(program.command("block"))
    .summary("let nothing reach a version, at once")
    .description(
      "Nothing reaches this version any more, by no pin, and what is open on it ends. Its users have to be moved first.",
    )
    .argument("<component-label>", "api-2.0.0 or api@2.0.0")
    .addHelpText(
      "after",
      `
Exit code: 0 done and read back, 1 done, but what was read back differs, 2 error.

Examples:
  trafficctl set-weight api-1.9.4 100% && trafficctl block api-2.0.0
`,
    )
    .action((name: string, _: unknown, command: Command) =>
      stage(context, name, "blocked", command.optsWithGlobals<RouterFlags>()),
    );
}

export function addUnblock(program: Command, context: TrafficContext): void {
  withRouter(program.command("unblock"))
    .summary("make a blocked version a candidate again")
    .description(
      "A version that was blocked is a candidate again: dark, and only a tester's token reaches it.",
    )
    .argument("<component-label>", "api-2.0.0 or api@2.0.0")
    .addHelpText(
      "after",
      `
Exit code: 0 done and read back, 1 done, but what was read back differs, 2 error.

Examples:
  trafficctl unblock api-2.0.0
`,
    )
    .action((name: string, _: unknown, command: Command) =>
      stage(context, name, "candidate", command.optsWithGlobals<RouterFlags>()),
    );
}

/** Only what is blocked can be unblocked; anything else stays as it is. */
async function stage(
  context: TrafficContext,
  name: string,
  wanted: "blocked" | "candidate",
  flags: RouterFlags,
): Promise<void> {
  await atRouter(context, flags, async ({ id, router }) => {
    const { state } = await router.read();
    const version = namedVersion(name, state);
    const before = versionTraffic(state, version).stage;
    const idle = before === wanted || (wanted === "candidate" && before !== "blocked");
    const { reading, deviations } = idle
      ? { reading: { state }, deviations: [] }
      : await changeTraffic(router, { change: (now) => setStage(now, version, wanted) });
    const now = versionTraffic(reading.state, version).stage;
    if (flags.json === true)
      printJson(context, {
        router: id,
        ...version,
        stage: now,
        generation: reading.state.generation,
        deviations,
      });
    else {
      const was = idle && now !== wanted ? "was not blocked: it is" : "is";
      context.ports.io.stdout(`${forTerminal(`${version.component} ${version.label} ${was} ${now}`)}\n`);
    }
    concludeChange(context, deviations);
  });
}
