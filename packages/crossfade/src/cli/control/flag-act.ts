import type { Command } from "commander";
import type { FlagApi } from "../../client/flag-api.ts";
import { type ChangeDone, flagChangedText } from "../../render/flags/flag-texts.ts";
import type { FlagChanged } from "../../wire/flag-views.ts";
import { type ControlContext, connect, printJson } from "./control-context.ts";
import { type ComponentFlags, withFlagServer } from "./flag-look.ts";

export interface ChangeFlags extends ComponentFlags {
  readonly why?: string;
}

export function withWhy(command: Command): Command {
  return withFlagServer(command.option("--why <text>", "the reason, for the history"));
}

/** What every change carries. */
export function audit({ component, why }: ChangeFlags) {
  return { ...(component === undefined ? {} : { component }), ...(why === undefined ? {} : { why }) };
}

export async function act(
  context: ControlContext,
  command: Command,
  deed: (flags: FlagApi, given: ChangeFlags) => Promise<FlagChanged>,
  done: ChangeDone = "In effect",
): Promise<void> {
  const given = command.optsWithGlobals<ChangeFlags>();
  const changed = await deed((await connect(context, given)).flags, given);
  if (given.json === true) printJson(context, changed);
  else context.io.stdout(flagChangedText(changed, done));
}
