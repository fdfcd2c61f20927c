import {
  applyMove,
  CrossfadeError,
  type System,
  type VerdictTable,
  type VersionLabel,
} from "@crossfade/core";
import type { SystemConfig } from "../config/system-config.ts";
import { buildSystem, waivedPairs } from "./build-system.ts";
import { chosenMoves } from "./chosen-moves.ts";
import { ContractReader } from "./contract-at.ts";
import { withLines } from "./finding-lines.ts";
import { withFlagNeeds } from "./flag-needs.ts";
import { withFlagged } from "./flagged-versions.ts";
import type { AnalysisInput } from "./input.ts";
import { linksOf, withRemoved } from "./links.ts";
import { findingsAt, withFewestPauses } from "./pauses.ts";
import type { Report } from "./report.ts";
import { Reporting } from "./reporting.ts";
import { type SchemaChange, schemaChanges } from "./schema-states.ts";
import { judge } from "./verdicts.ts";
import { type ComponentVersions, versionsOf, withStates } from "./versions.ts";

/** A report, and what it was planned from. */
export interface Analysis {
  readonly report: Report;
  /** With the moves that were chosen. */
  readonly system: System;
  readonly verdicts: VerdictTable;
}

/** From revisions to a report: versions, verdicts, contact, plan. The only thing it awaits is the validator. */
export async function analyse(input: AnalysisInput): Promise<Analysis> {
  const declared = input.configs.get(input.revisions.to);
  if (!declared) throw new CrossfadeError("CF_INTERNAL", { what: "the new revision has no configuration" });
  const config = withRemoved(input, declared);
  const links = linksOf(input, config);
  if (links.length === 0) throw noLinks(config);
  const reader = new ContractReader(input.configs, input.hash, input.cache);
  const found = await versionsOf(input, config, links, reader);
  const changes = schemaChanges(found, input.configs, input.hash);
  const known = new Map(
    found.map((each) => [each.config.id, withFlagged(withChange(each, changes), links, reader)]),
  );
  const compared = await judge(input, links, known, reader);
  const { versions, judgement: judged } = withFlagNeeds(input, config, known, compared);
  const waived = waivedPairs(judged.verdicts, config.waivers);
  const accepted = waived.map((each) => each.pair);
  const states = new Map(changes.map(({ component }) => [component, passedBy(versions.get(component))]));
  const passing = buildSystem(config, links, versions, accepted);
  const system = withFewestPauses(passing, judged.verdicts, states);
  const judgement = {
    ...judged,
    findings: withLines(findingsAt(system, states, judged), judged.documents, input),
  };
  const moves = chosenMoves(system, judged.verdicts, input.choose);
  return {
    report: new Reporting({ input, config, versions, judgement, system, moves, waived, changes }).report(),
    system: moves.reduce(applyMove, system),
    verdicts: judged.verdicts,
  };
}

/** The states of a schema between its old and its new version. */
function passedBy(versions: ComponentVersions | undefined): readonly VersionLabel[] {
  return versions?.chain.slice(1, -1).filter((label) => versions.states.has(label)) ?? [];
}

function withChange(versions: ComponentVersions, changes: readonly SchemaChange[]): ComponentVersions {
  const own = changes.find(({ component }) => component === versions.config.id);
  return own ? withStates(versions, own.states) : versions;
}

/** Nothing declared is nothing checked: that must not look like "fits". */
function noLinks({ file, components }: SystemConfig): CrossfadeError {
  const served = components.find((each) => each.kind === "service") ?? components[0];
  const other = components.find((each) => each.tail) ?? components.find((each) => each !== served) ?? served;
  const example = `Add the most used one first: \`links: [{ from: ${other?.id}, to: ${served?.id}, http: ${served?.id}/openapi.yaml }]\``;
  return new CrossfadeError("CF_NO_LINKS", { file, example: `${example}.` });
}
