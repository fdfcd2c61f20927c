import type { Command } from "commander";
import type { Context } from "../context.ts";
import type { ControlContext } from "./control-context.ts";
import { addDeliveries } from "./deliveries.ts";
import { addDeployed } from "./deployed.ts";
import { addFlag } from "./flag.ts";
import { addPublish } from "./publish.ts";
import { addRelease } from "./release.ts";
import { addStatus } from "./status.ts";
import { addExport, addImport } from "./store-file.ts";
import { addToken } from "./token.ts";
import { addUp } from "./up.ts";

/** The verbs that run releases: all of them speak with the control plane, or are it. */
export function addControl<R>(program: Command, { commands, io, exit }: Context<R>): void {
  const context: ControlContext = { ports: commands.control, io, exit };
  for (const add of [
    addUp,
    addPublish,
    addDeployed,
    addStatus,
    addRelease,
    addFlag,
    addToken,
    addDeliveries,
    addExport,
    addImport,
  ])
    add(program, context);
}
