import { CrossfadeError } from "@crossfade/core";
import { gitVersion, openRepository } from "../adapters/source/git-repository.ts";
import { createSource } from "../adapters/source/source.ts";
import type { Report } from "../analysis/report.ts";
import type { Commands } from "../cli/commands.ts";
import { summaryOf } from "../cli/summary.ts";
import { configJsonSchema } from "../config/json-schema.ts";
import { unwritable } from "./process-io.ts";
import { version } from "./version.ts";

/** Puts the parts together for one run of the command line. */
export function createCommands(signal: AbortSignal): Commands<Report> {
  const options = { cwd: process.cwd(), env: process.env, signal };
  return {
    // TODO(lead): analyse and render; until then every verb that needs them says so.
    analyse: () => Promise.reject(notYet()),
    summary: summaryOf,
    render: () => notYet(),
    planFile: () => notYet(),
    configSchema: configJsonSchema,
    version,
    doctor: {
      nodeVersion: process.versions.node,
      gitVersion: () => gitVersion(options.cwd, options),
      repository: () => openRepository(options.cwd, options),
      source: createSource(options),
      unwritable,
      nowMs: Date.now(),
    },
  };
}

function notYet(): never {
  throw new CrossfadeError("CF_INTERNAL", { what: "the analysis is not wired in yet." });
}
