import type { Command } from "commander";
import { weightsLine, weightsList } from "../../render/traffic/weights-line.ts";
import { atRouter, printJson, type RouterFlags, type TrafficContext, withRouter } from "./traffic-context.ts";

export function addGetWeight(program: Command, context: TrafficContext): void {
  withRouter(program.command("get-weight"))
    .summary("who gets how much of the traffic")
    .description("Prints the weight of each version of a component, oldest first, as the router has it.")
    .argument("<component>", "a component of crossfade.yaml")
    .addHelpText(
      "after",
      `
Examples:
  trafficctl get-weight myapp        myapp-v1: 100%, myapp-v2: 0%
  trafficctl get-weight myapp --json
`,
    )
    .action(async (component: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<RouterFlags>();
      await atRouter(context, flags, async ({ id, router }) => {
        const { state } = await router.read();
        const line = weightsLine(state, component);
        if (flags.json !== true) return context.ports.io.stdout(`${line}\n`);
        printJson(context, { router: id, component, weights: weightsList(state, component) });
      });
    });
}
