import type {
  Cache,
  LiveVersion,
  RegistryStore,
  ReleaseBasis,
  VerdictTable,
  VersionLabel,
} from "@crossfade/core";
import { openRegistry } from "../adapters/source/registry-source.ts";
import type { Report } from "../analysis/report.ts";
import type { SystemConfig } from "../config/system-config.ts";
import { renderReport } from "../render/render-report.ts";
import { analyseRevisions } from "./analysis.ts";
import { type LiveSides, liveSides } from "./live-sides.ts";
import { registryConfigs } from "./registry-configs.ts";

/** Columns of the report that is kept with a release. */
const reportWidth = 100;

export interface RegistryAnalysisRequest {
  readonly registry: RegistryStore;
  /** What is there in the environment: `liveVersions` of its facts. */
  readonly live: readonly LiveVersion[];
  /** Component to the version that it moves to; ABSENT: it is taken away. What is not named stays. */
  readonly to: Readonly<Record<string, VersionLabel>>;
  /** Ids of moves that were chosen. */
  readonly choose: readonly string[];
  readonly nowMs: number;
  /** What earlier analyses found. */
  readonly cache?: Cache;
}

export interface RegistryAnalysis {
  readonly report: Report;
  /** To be kept with a release that comes of it. */
  readonly basis: ReleaseBasis;
  /** The system after the release, as the newest published crossfade.yaml of it has it. */
  readonly config: SystemConfig;
}

/** Plans a release of published versions, from what is live. CF_VERSION_UNPUBLISHED, and what `check` may throw. */
export async function runRegistryAnalysis(request: RegistryAnalysisRequest): Promise<RegistryAnalysis> {
  const { registry, live, to, choose, nowMs, cache = new Map() } = request;
  const sides = liveSides(live, to);
  const revisions = await openRegistry(registry, sides);
  const { configs, notes, system: config } = registryConfigs(revisions, sides, nowMs);
  const left = leftBehind(sides, config);
  const analysis = await analyseRevisions(
    revisions,
    { configs, notes: [...notes, ...idleNotes(sides)] },
    { left, choose, delivery: true },
    cache,
  );
  const { report, system, verdicts } = analysis;
  const view = { format: "text", verb: "plan", hasHash: false, colour: false, width: reportWidth } as const;
  const basis = { system, verdicts: rowsOf(verdicts), report: renderReport(report, view).text };
  return { report, basis, config };
}

/** Whatever serves nobody any more wrote something; but of a client nobody knows who still has it. */
function leftBehind({ idle }: LiveSides, { components }: SystemConfig) {
  return idle
    .filter(({ component }) => components.some(({ id, tail }) => id === component && !tail))
    .map(({ component, label }) => ({ component, label }));
}

function idleNotes({ idle }: LiveSides): readonly string[] {
  return idle
    .filter(({ phase }) => phase === "dark")
    .map(
      ({ component, label }) =>
        `${component}@${label} is deployed too, and dark: only what it wrote counts. If it works on anything, take it away first.`,
    );
}

function rowsOf(verdicts: VerdictTable): ReleaseBasis["verdicts"] {
  return [...verdicts].flatMap(([link, ofLink]) =>
    [...ofLink].flatMap(([sender, ofSender]) =>
      [...ofSender].map(([receiver, verdict]) => [link, sender, receiver, verdict] as const),
    ),
  );
}
