import type { Command } from "commander";
import type { ControlContext } from "./control-context.ts";
import { addFlagChanges } from "./flag-change.ts";
import { addFlagEnd } from "./flag-end.ts";
import { addFlagFile } from "./flag-file.ts";
import { addFlagLooks } from "./flag-look.ts";

export function addFlag(program: Command, context: ControlContext): void {
  const flag = program
    .command("flag")
    .helpCommand(false)
    .summary("feature flags: who gets what, and since when")
    .description(
      "Looks at feature flags and changes them. They live in one file, the component of kind flags in crossfade.yaml; a change is in effect at once, in every environment.",
    )
    .addHelpText(
      "after",
      `
Examples:
  crossfade flag list
  crossfade flag ramp new-checkout 25 --why "no complaints"
  crossfade flag kill new-checkout
  crossfade flag retire new-checkout
  crossfade flag explain new-checkout --context '{"targetingKey": "user-17"}'
`,
    );
  addFlagLooks(flag, context);
  addFlagChanges(flag, context);
  addFlagEnd(flag, context);
  addFlagFile(flag, context);
}
