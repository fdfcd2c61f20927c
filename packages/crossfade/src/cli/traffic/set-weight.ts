import { setWeight } from "@crossfade/core";
import type { Command } from "commander";
import { weightsLine, weightsList } from "../../render/traffic/weights-line.ts";
import { type ContactFlags, ContactGuard, withContacts } from "./contact-guard.ts";
import { admitReady } from "./ready-guard.ts";
import { changeTraffic, concludeChange } from "./traffic-change.ts";
import {
  atRouter,
  namedVersion,
  printJson,
  type RouterFlags,
  type TrafficContext,
  withRouter,
} from "./traffic-context.ts";
import { weightArgument } from "./traffic-options.ts";

interface SetWeightFlags extends RouterFlags, ContactFlags {
  readonly rest?: string;
  readonly unready?: boolean;
}

/** stdout stays empty, so that a script has nothing to throw away; a person sees on stderr what was read back. */
export function addSetWeight(program: Command, context: TrafficContext): void {
  withContacts(withRouter(program.command("set-weight")))
    .summary("give a version a share of the users")
    .description(
      "Gives a version this share of the users. The rest goes to those who hold traffic, in proportion. The same users stay: raising a weight only adds some, lowering it only takes some away.",
    )
    .argument("<component-label>", "api-2.0.0 or api@2.0.0")
    .argument("<percent>", "10% or 0.5%, no finer than 0.01%")
    .option("--rest <label>", "the version that gains or loses; needed where more than two hold traffic")
    .option("--unready", "also where no instance of the version is ready")
    .addHelpText(
      "after",
      `
Exit code: 0 done and read back, 1 done, but what was read back differs, 2 error.

Examples:
  trafficctl set-weight myapp-v2 10%
  trafficctl set-weight myapp-v2 100%
  trafficctl set-weight myapp-v1 100%              rollback: everything back, at once
  trafficctl set-weight myapp-v3 5% --rest v2
`,
    )
    .action((name: string, percent: string, _: unknown, command: Command) =>
      set(context, { name, weight: weightArgument(percent) }, command.optsWithGlobals<SetWeightFlags>()),
    );
}

async function set(
  context: TrafficContext,
  { name, weight }: { readonly name: string; readonly weight: number },
  flags: SetWeightFlags,
): Promise<void> {
  const { io } = context.ports;
  const rest = flags.rest === undefined ? {} : { rest: flags.rest };
  await atRouter(context, flags, async ({ id, router, reportFile }) => {
    const guard = new ContactGuard(io, flags, reportFile);
    let component = "";
    const { reading, deviations } = await changeTraffic(router, {
      change: (state) => {
        const version = namedVersion(name, state);
        component = version.component;
        return setWeight(state, { ...version, weight, ...rest });
      },
      admit: async (before, after) => {
        if (flags.unready !== true) await admitReady(router, namedVersion(name, before), weight);
        await guard.admit(before, after);
      },
    });
    const { state } = reading;
    const { generation } = state;
    if (flags.json !== true) io.stderr(`${weightsLine(state, component)}\n`);
    else
      printJson(context, {
        router: id,
        component,
        generation,
        weights: weightsList(state, component),
        deviations,
      });
    concludeChange(context, deviations);
  });
}
