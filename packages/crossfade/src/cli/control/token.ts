import { type Role, roles } from "@crossfade/core";
import { type Command, Option } from "commander";
import { forTerminal } from "../../render/escape.ts";
import { tokenListText, tokenMadeText, tokenWrittenText } from "../../render/release/token-text.ts";
import { repeated, usage } from "../options.ts";
import {
  type ControlContext,
  connect,
  frameOf,
  printJson,
  type ServerFlags,
  withServer,
} from "./control-context.ts";
import { momentMs, type TimeArgument, timeArgument } from "./time-argument.ts";

interface TokenFlags extends ServerFlags {
  readonly person: string;
  readonly role: Role;
  readonly environment?: readonly string[];
  readonly component?: readonly string[];
  readonly approves?: readonly string[];
  readonly expires?: TimeArgument;
  readonly write?: string;
}

export function addToken(program: Command, context: ControlContext): void {
  const token = program
    .command("token")
    .helpCommand(false)
    .summary("who may do what")
    .description("Tokens stand for people. Each has a role, everywhere or only in some environments.")
    .addHelpText(
      "after",
      `
Examples:
  crossfade token create --person anna --role approver --approves engineering
  crossfade token list
`,
    );
  addCreate(token, context);
  addList(token, context);
  addRevoke(token, context);
}

function addCreate(token: Command, context: ControlContext): void {
  withServer(token.command("create"))
    .summary("make one; it is shown once")
    .description(`Makes a token for a person, or for a machine. Roles: ${roles.join(", ")}.`)
    .requiredOption("--person <name>", "whom it stands for; approvals count per person")
    .addOption(new Option("--role <role>", "what they may do").choices(roles).makeOptionMandatory())
    .option("--environment <id>", "only there; repeatable", repeated)
    .option("--component <id>", "only these components (deployer); repeatable", repeated)
    .option("--approves <role>", "the approval role that an approver speaks for; repeatable", repeated)
    .option("--expires <time>", "until when it counts: 2026-12-31T18:00Z, or +90d", timeArgument)
    .option("--write <path>", "into a new file that only you can read, instead of showing it")
    .addHelpText(
      "after",
      `
It is shown this once: the control plane keeps only a hash of it.

Exit code: 0 made, 2 error.

Examples:
  crossfade token create --person anna --role approver --environment production --approves engineering
  crossfade token create --person ci --role deployer --component api --component worker --expires +90d
  crossfade token create --person anna --role viewer --write anna.token
`,
    )
    .action((_: unknown, command: Command) => create(context, command.optsWithGlobals<TokenFlags>()));
}

async function create(context: ControlContext, flags: TokenFlags): Promise<void> {
  const { person, role, environment, component, approves, expires } = flags;
  const verb = "crossfade token create";
  if (role === "approver" && approves === undefined)
    throw usage(
      "An approver speaks for an approval role: name it with --approves, such as engineering.",
      verb,
    );
  if (role !== "approver" && approves !== undefined)
    throw usage(`A ${role} approves nothing: leave --approves out.`, verb);
  const api = await connect(context, flags);
  const made = await api.makeToken({
    person,
    grants: [
      {
        role,
        ...(environment === undefined ? {} : { environments: [...environment] }),
        ...(component === undefined ? {} : { components: [...component] }),
        ...(approves === undefined ? {} : { approves: [...approves] }),
      },
    ],
    ...(expires === undefined ? {} : { expiresMs: momentMs(expires, context.ports.nowMs()) }),
  });
  const { write: file } = flags;
  if (file !== undefined) {
    await context.ports.writeToken(file, made.token);
    const { token: _, ...known } = made;
    if (flags.json === true) printJson(context, { ...known, file });
    else context.io.stdout(tokenWrittenText(made, file, frameOf(context, flags)));
  } else if (flags.json === true) printJson(context, made);
  else context.io.stdout(tokenMadeText(made, frameOf(context, flags)));
}

function addList(token: Command, context: ControlContext): void {
  withServer(token.command("list"))
    .summary("all of them, never the tokens themselves")
    .description("Lists who holds which role, the newest first.")
    .addHelpText("after", "\nExamples:\n  crossfade token list\n")
    .action(async (_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ServerFlags>();
      const { tokens } = await (await connect(context, flags)).tokens();
      if (flags.json === true) printJson(context, { tokens });
      else context.io.stdout(tokenListText(tokens, frameOf(context, flags)));
    });
}

function addRevoke(token: Command, context: ControlContext): void {
  withServer(token.command("revoke"))
    .summary("take one back, at once")
    .description("A revoked token counts no more, for whatever comes after.")
    .argument("<id>", "as `crossfade token list` shows it")
    .addHelpText(
      "after",
      "\nExit code: 0 it counts no more, 2 error.\n\nExamples:\n  crossfade token revoke 4f1c2a90\n",
    )
    .action(async (id: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ServerFlags>();
      await (await connect(context, flags)).revokeToken(id);
      if (flags.json === true) printJson(context, { revoked: id });
      else context.io.stdout(`${forTerminal(`${id} counts no more.`)}\n`);
    });
}
