import { trafficOf } from "@crossfade/core";
import type { Command } from "commander";
import { componentsOf } from "../../analysis/traffic/traffic-status.ts";
import { versionsText } from "../../render/traffic/versions-text.ts";
import { atRouter, printJson, type RouterFlags, type TrafficContext, withRouter } from "./traffic-context.ts";

export function addVersions(program: Command, context: TrafficContext): void {
  withRouter(program.command("versions"))
    .summary("stage, weight, instances and their health")
    .description("Lists the versions that the router has, their instances, and what those have in hand.")
    .argument("[component]", "of this component alone")
    .addHelpText(
      "after",
      `
Examples:
  trafficctl versions
  trafficctl versions api --json
`,
    )
    .action(async (component: string | undefined, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<RouterFlags>();
      await atRouter(context, flags, async ({ id, router }) => {
        const reading = await router.read();
        if (component !== undefined) trafficOf(reading.state, component);
        const shown = componentsOf({ reading }).filter(
          (each) => component === undefined || each.id === component,
        );
        if (flags.json === true) printJson(context, { router: id, components: shown });
        else context.ports.io.stdout(versionsText(shown));
      });
    });
}
