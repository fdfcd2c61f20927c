import {
  CrossfadeError,
  needCapabilities,
  pinToken,
  pinUsers,
  type RouterState,
  signedText,
  type TesterPin,
  trafficOf,
  type VersionName,
  versionTraffic,
} from "@crossfade/core";
import { type Command, InvalidArgumentError } from "commander";
import { forTerminal } from "../../render/escape.ts";
import { testerPinText } from "../../render/traffic/tester-pin-text.ts";
import { type ContactFlags, ContactGuard, withContacts } from "./contact-guard.ts";
import { changeTraffic, concludeChange } from "./traffic-change.ts";
import {
  atRouter,
  namedVersion,
  printJson,
  type RouterFlags,
  type TrafficContext,
  withRouter,
} from "./traffic-context.ts";
import { durationOption, trafficUsage } from "./traffic-options.ts";
import type { OpenRouter } from "./traffic-ports.ts";
import { type UserFlags, usersOf } from "./user-keys.ts";

const defaultPinMs = 8 * 3_600_000;
const longestPinMs = 30 * 86_400_000;

interface PinFlags extends RouterFlags, ContactFlags, UserFlags {
  readonly tester?: boolean;
  readonly for: number;
  readonly name?: string;
}

export function addPin(program: Command, context: TrafficContext): void {
  withContacts(withRouter(program.command("pin")))
    .summary("let named users, or testers, have a version")
    .description(
      "Users that are named get this version whatever its weight. A tester gets a token, the only way to a version that is dark.",
    )
    .argument("<component-label>", "api-2.0.0 or api@2.0.0")
    .option("--user <key...>", "users as the router knows them: values of the cookie or header of `userKey`")
    .option("--users-file <file>", "one user a line; lines that begin with # are left out")
    .option("--tester", "a token for a tester, as cookie or header")
    .addOption(
      durationOption("--for <duration>", "how long a tester's token counts", {
        leastMs: 1_000,
        mostMs: longestPinMs,
        defaultMs: defaultPinMs,
      }),
    )
    .option("--name <id>", "how the token is named when it is revoked", pinName)
    .addHelpText(
      "after",
      `
Exit code: 0 done and read back, 1 done, but what was read back differs, 2 error.

Examples:
  trafficctl pin api-2.0.0 --users-file staff.txt     internal people first
  trafficctl pin api-2.0.0 --user u-17 u-18
  trafficctl pin api-2.0.0 --tester --for 2h --name anna
`,
    )
    .action((name: string, _: unknown, command: Command) =>
      run(context, name, command.optsWithGlobals<PinFlags>()),
    );
}

async function run(context: TrafficContext, name: string, flags: PinFlags): Promise<void> {
  const users = await usersOf("pin", flags, context.ports.io);
  if ((flags.tester === true) === users.length > 0)
    throw trafficUsage("Say who: --user KEY, --users-file FILE, or --tester; one of them.", "pin");
  await atRouter(context, flags, async (open) => {
    needCapabilities(open.id, open.router.capabilities, ["pins"]);
    if (flags.tester === true) await issue(context, open, name, flags);
    else await pin(context, open, name, { users, flags });
  });
}

async function pin(
  context: TrafficContext,
  { id, router, reportFile }: OpenRouter,
  name: string,
  { users, flags }: { readonly users: readonly string[]; readonly flags: PinFlags },
): Promise<void> {
  const guard = new ContactGuard(context.ports.io, flags, reportFile);
  const { reading, deviations } = await changeTraffic(router, {
    change: (state) => pinUsers(state, namedVersion(name, state), users),
    admit: (before, after) => guard.admit(before, after),
  });
  const version = namedVersion(name, reading.state);
  const { userPins } = trafficOf(reading.state, version.component);
  const pinned = users.filter((user) => userPins[user] === version.label).length;
  if (flags.json === true)
    printJson(context, { router: id, ...version, pinned, generation: reading.state.generation, deviations });
  else
    context.ports.io.stdout(
      `${forTerminal(`${pinned} ${pinned === 1 ? "user gets" : "users get"} ${version.component} ${version.label}`)}\n`,
    );
  concludeChange(context, deviations);
}

/** Nothing is told to the router: the token itself says who may reach what, and it is signed with the router's secret. */
async function issue(
  context: TrafficContext,
  { id, router, sign, reportFile }: OpenRouter,
  name: string,
  flags: PinFlags,
): Promise<void> {
  const { io, nowMs, randomId } = context.ports;
  const { state } = await router.read();
  const version = namedVersion(name, state);
  const pin: TesterPin = {
    audience: id,
    ...version,
    expiresS: Math.floor((nowMs() + flags.for) / 1_000),
    id: flags.name ?? randomId(),
  };
  mayBeIssued(state, version, pin.id);
  await new ContactGuard(io, flags, reportFile).admit(state, state, version);
  const token = pinToken(pin, await sign(signedText(pin)));
  if (flags.json === true) printJson(context, { ...pin, router: id, token });
  else io.stdout(testerPinText(pin, token));
}

function mayBeIssued(state: RouterState, { component, label }: VersionName, id: string): void {
  if (versionTraffic(state, { component, label }).stage === "blocked")
    throw new CrossfadeError("CF_VERSION_BLOCKED", { component, label });
  if (trafficOf(state, component).revokedPins.includes(id))
    throw new CrossfadeError("CF_PIN_REVOKED", { component, id });
}

function pinName(text: string): string {
  if (/^[\w.-]{1,64}$/.test(text)) return text;
  throw new InvalidArgumentError("It is made of letters, digits, dots, dashes; at most 64.");
}
