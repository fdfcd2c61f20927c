import { type RouterState, revokePin, trafficOf, unpinUsers } from "@crossfade/core";
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
import { trafficUsage } from "./traffic-options.ts";
import { type UserFlags, usersOf } from "./user-keys.ts";

interface UnpinFlags extends RouterFlags, UserFlags {
  readonly tester?: string;
}

export function addUnpin(program: Command, context: TrafficContext): void {
  withRouter(program.command("unpin"))
    .summary("let users go by their bucket again, or revoke a tester's token")
    .description("Users that were pinned go by their bucket again; a tester's token counts no longer.")
    .argument("<component>", "a component, or COMPONENT-LABEL for all users that are pinned to this version")
    .option("--user <key...>", "these users")
    .option("--users-file <file>", "one user a line")
    .option("--tester <id>", "the name of a tester's token")
    .addHelpText(
      "after",
      `
Exit code: 0 done and read back, 1 done, but what was read back differs, 2 error.

Examples:
  trafficctl unpin api --user u-17
  trafficctl unpin api-2.0.0                all users that are pinned to it
  trafficctl unpin api --tester anna
`,
    )
    .action((name: string, _: unknown, command: Command) =>
      unpin(context, name, command.optsWithGlobals<UnpinFlags>()),
    );
}

async function unpin(context: TrafficContext, name: string, flags: UnpinFlags): Promise<void> {
  const { tester } = flags;
  const users = await usersOf("unpin", flags, context.ports.io);
  if (tester !== undefined && users.length > 0)
    throw trafficUsage("Users or a tester, not both at once.", "unpin");
  await atRouter(context, flags, async ({ id, router }) => {
    const { before, reading, deviations } = await changeTraffic(router, {
      change: (state) => withoutPins(state, name, users, tester),
    });
    const { component } = targetOf(name, before);
    const count = (state: RouterState) => Object.keys(trafficOf(state, component).userPins).length;
    const unpinned = count(before) - count(reading.state);
    const { generation } = reading.state;
    if (flags.json === true)
      printJson(context, {
        router: id,
        component,
        unpinned,
        revoked: tester ?? null,
        generation,
        deviations,
      });
    else context.ports.io.stdout(`${forTerminal(sentence(component, unpinned, tester))}\n`);
    concludeChange(context, deviations);
  });
}

function withoutPins(
  state: RouterState,
  name: string,
  users: readonly string[],
  tester: string | undefined,
): RouterState {
  const { component, label } = targetOf(name, state);
  if (tester !== undefined) return revokePin(state, component, tester);
  const { userPins } = trafficOf(state, component);
  const pinned = Object.keys(userPins).filter((user) => label === undefined || userPins[user] === label);
  if (users.length > 0)
    return unpinUsers(
      state,
      component,
      users.filter((user) => pinned.includes(user)),
    );
  if (label === undefined)
    throw trafficUsage(
      `Say whom: --user KEY, --tester ID, or ${component}-LABEL for all users of a version.`,
      "unpin",
    );
  return unpinUsers(state, component, pinned);
}

/** A component, or one of its versions. */
function targetOf(name: string, state: RouterState): { readonly component: string; readonly label?: string } {
  return Object.hasOwn(state.components, name) ? { component: name } : namedVersion(name, state);
}

function sentence(component: string, unpinned: number, tester: string | undefined): string {
  if (tester !== undefined) return `the tester's token ${tester} of ${component} counts no longer`;
  if (unpinned === 0) return `nobody of them was pinned in ${component}`;
  return `${unpinned} ${unpinned === 1 ? "user of" : "users of"} ${component} ${unpinned === 1 ? "goes" : "go"} by bucket again`;
}
