import { createHash } from "node:crypto";
import {
  type Cache,
  CrossfadeError,
  type Revision,
  type RevisionSet,
  type Source,
  type VersionLabel,
} from "@crossfade/core";
import { type Analysis, analyse } from "../analysis/analyse.ts";
import { scansFlags } from "../analysis/flag-scans.ts";
import type { Report } from "../analysis/report.ts";
import type { AnalyseRequest } from "../cli/commands.ts";
import { parseConfig, requireConfig } from "../config/parse-config.ts";
import type { SystemConfig } from "../config/system-config.ts";
import { ValidatorPool } from "../worker/validator-pool.ts";
import { startWorker } from "./entries.ts";
import { makeCompilerPatient } from "./patient-compiler.ts";
import { startScriptParser } from "./script-parser.ts";
import { startSqlParser } from "./sql-parser.ts";

/** Without a limit a worker lets its garbage grow; one that needs more is ended, and its question is answered `unknown`. */
const validatorLimits = { maxOldGenerationSizeMb: 64 };

/** Opens the revisions, reads their configuration, and has them analysed. */
export async function runAnalysis(
  request: AnalyseRequest,
  source: Source,
  nowMs: number,
  cache: Cache = new Map(),
): Promise<Report> {
  makeCompilerPatient();
  const revisions = await source.open(request.source);
  const { report } = await analyseRevisions(revisions, readConfigs(revisions, nowMs), request, cache);
  return report;
}

/** The configuration of each revision that has one of its own, and what has to be said of those that have none. */
export interface RevisionConfigs {
  readonly configs: ReadonlyMap<Revision, SystemConfig>;
  readonly notes: readonly string[];
}

/** Has revisions analysed, wherever they come from, with a validator that is closed in any case. */
export async function analyseRevisions(
  revisions: RevisionSet,
  { configs, notes }: RevisionConfigs,
  request: Omit<AnalyseRequest, "source" | "cache">,
  cache: Cache,
): Promise<Analysis> {
  if ([...configs.values()].some(speaksSql)) await startSqlParser();
  if ([...configs.values()].some(scansFlags)) await startScriptParser();
  const validator = new ValidatorPool({
    startWorker: () => startWorker("validator", { stdin: true, resourceLimits: validatorLimits }),
  });
  try {
    return await analyse({
      revisions: {
        ...revisions,
        notes: [...revisions.notes, ...notes],
        versionsOf: (each) => revisions.versionsOf(each),
        unchangedSince: (each) => revisions.unchangedSince(each),
      },
      configs,
      validator,
      hash: sha256,
      cache,
      left: request.left.map(({ component, label }): { component: string; label: VersionLabel } => ({
        component,
        label,
      })),
      choose: request.choose,
      scenes: request.scenes ?? false,
      ...(request.explain === undefined ? {} : { explain: request.explain.toLowerCase() }),
      delivery: request.delivery ?? false,
    });
  } finally {
    await validator.close();
  }
}

export function speaksSql({ components, links }: SystemConfig): boolean {
  return (
    components.some(({ kind }) => kind === "schema") || links.some(({ contract }) => contract.form === "sql")
  );
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The configuration of the new revision must be right; an older one that is not is read with the new one, and said so. */
function readConfigs(revisions: RevisionSet, nowMs: number): RevisionConfigs {
  const { to, from, also, configPath } = revisions;
  const text = to.documents.read(configPath);
  if (text === undefined)
    throw new CrossfadeError("CF_CONFIG_MISSING", { file: configPath, revision: to.name });
  const configs = new Map([[to, requireConfig(text, { file: configPath, nowMs })]]);
  const notes: string[] = [];
  for (const revision of [from, ...also]) {
    const own = revision.documents.read(configPath);
    const parsed = own === undefined ? undefined : parseConfig(own, { file: configPath, nowMs });
    if (parsed?.ok) configs.set(revision, parsed.config);
    else if (parsed)
      notes.push(
        `${configPath} of ${revision.name} has ${parsed.complaints.length} mistakes, the first in line ${parsed.complaints[0]?.line ?? 1}: ${revision.name} is read with that of ${to.name}.`,
      );
  }
  return { configs, notes };
}
