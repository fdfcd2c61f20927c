import { CrossfadeError, canonicalJson } from "@crossfade/core";
import { gitVersion, openRepository } from "../adapters/source/git-repository.ts";
import { createSource } from "../adapters/source/source.ts";
import { outcomeOf } from "../analysis/outcome.ts";
import type { Report } from "../analysis/report.ts";
import type { Commands } from "../cli/commands.ts";
import { configJsonSchema } from "../config/json-schema.ts";
import { renderReport } from "../render/render-report.ts";
import { runAnalysis } from "./analysis.ts";
import { unwritable } from "./process-io.ts";
import { version } from "./version.ts";

/** Puts the parts together for one run of the command line. */
export function createCommands(signal: AbortSignal): Commands<Report> {
  const options = { cwd: process.cwd(), env: process.env, signal };
  const source = createSource(options);
  return {
    analyse: (request) => runAnalysis(request, source, Date.now()),
    outcome: outcomeOf,
    render: renderReport,
    planFile: planFileOf,
    configSchema: configJsonSchema,
    version,
    doctor: {
      nodeVersion: process.versions.node,
      gitVersion: () => gitVersion(options.cwd, options),
      repository: () => openRepository(options.cwd, options),
      source,
      unwritable,
      nowMs: Date.now(),
    },
  };
}

/** The plan as canonical JSON. */
function planFileOf({ planning }: Report): string {
  if (planning.kind === "impossible") throw new CrossfadeError("CF_NO_PLAN", {});
  return `${canonicalJson(planning.plan)}\n`;
}
