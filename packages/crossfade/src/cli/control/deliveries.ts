import type { Command } from "commander";
import { forTerminal } from "../../render/escape.ts";
import { deliveriesText } from "../../render/release/deliveries-text.ts";
import {
  type ControlContext,
  connect,
  frameOf,
  printJson,
  type ServerFlags,
  withServer,
} from "./control-context.ts";

export function addDeliveries(program: Command, context: ControlContext): void {
  const deliveries = program
    .command("deliveries")
    .helpCommand(false)
    .summary("messages to your other systems")
    .description("Webhooks that `notify` of crossfade.yaml asks for: what was sent, and what was answered.")
    .addHelpText("after", "\nExamples:\n  crossfade deliveries list\n  crossfade deliveries resend 01JD…\n");
  withServer(deliveries.command("list"))
    .summary("the last ones, the newest first")
    .description("Lists the last messages: to whom, how often it was tried, what was answered.")
    .addHelpText("after", "\nExamples:\n  crossfade deliveries list\n  crossfade deliveries list --json\n")
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ServerFlags>();
      const { deliveries } = await (await connect(context, flags)).deliveries();
      if (flags.json === true) printJson(context, { deliveries });
      else context.io.stdout(deliveriesText(deliveries, frameOf(context, flags)));
    });
  withServer(deliveries.command("resend"))
    .summary("one of them once more, from the beginning")
    .description("Sends a message again, under its old id: whoever has it already can tell.")
    .argument("<id>", "as `crossfade deliveries list` shows it")
    .addHelpText(
      "after",
      "\nExit code: 0 it will be sent again, 2 error.\n\nExamples:\n  crossfade deliveries resend 01JD…\n",
    )
    .action(async (id: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ServerFlags>();
      await (await connect(context, flags)).resend(id);
      if (flags.json === true) printJson(context, { resent: id });
      else context.io.stdout(`${forTerminal(`${id} is sent again.`)}\n`);
    });
}
