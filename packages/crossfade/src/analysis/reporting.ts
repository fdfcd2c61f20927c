import {
  applyMove,
  canonicalJson,
  type Finding,
  type FindingId,
  type Layout,
  lanesOf,
  layOut,
  type Move,
  matrixOf,
  moveId,
  type Obligation,
  obligationsOf,
  type PairRef,
  type Plan,
  planLayout,
  type System,
  stageRows,
  waysOut,
} from "@crossfade/core";
import type { SystemConfig, Waiver } from "../config/system-config.ts";
import { behindFlagsIn } from "./behind-flags.ts";
import { SHORT_ID, type waivedPairs } from "./build-system.ts";
import { checklistOf } from "./checklist.ts";
import { deliveryOf } from "./delivery.ts";
import { firstContractNote } from "./first-contract.ts";
import type { AnalysisInput } from "./input.ts";
import { leftoverNotes } from "./leftover-notes.ts";
import { linksOf } from "./links.ts";
import { meetingsOf } from "./meetings.ts";
import { countOf, PairReporter } from "./pair-report.ts";
import { readingOf } from "./reading.ts";
import type {
  ObligationReport,
  Report,
  ReportPlanning,
  ReportWaiver,
  SchemaReport,
  WayOutReport,
} from "./report.ts";
import { reportScenes } from "./report-scenes.ts";
import { ruleTitles } from "./rule-titles.ts";
import type { SchemaChange } from "./schema-states.ts";
import { obligationSentences } from "./sentences.ts";
import type { Judgement } from "./verdicts.ts";
import type { ComponentVersions } from "./versions.ts";
import { wayBackReasons } from "./way-back-reason.ts";

/** Everything that a report is made of. */
export interface Analysed {
  readonly input: AnalysisInput;
  readonly config: SystemConfig;
  readonly versions: ReadonlyMap<string, ComponentVersions>;
  readonly judgement: Judgement;
  readonly system: System;
  /** Chosen by the user, each possible after those before it. */
  readonly moves: readonly Move[];
  readonly waived: ReturnType<typeof waivedPairs>;
  readonly changes: readonly SchemaChange[];
}

/** Turns what was analysed into the report that is shown. */
export class Reporting {
  readonly #input: AnalysisInput;
  readonly #config: SystemConfig;
  readonly #versions: ReadonlyMap<string, ComponentVersions>;
  readonly #judgement: Judgement;
  readonly #system: System;
  readonly #moves: readonly Move[];
  readonly #waived: ReturnType<typeof waivedPairs>;
  readonly #changes: readonly SchemaChange[];

  constructor({ input, config, versions, judgement, system, moves, waived, changes }: Analysed) {
    this.#input = input;
    this.#config = config;
    this.#versions = versions;
    this.#judgement = judgement;
    this.#system = system;
    this.#moves = moves;
    this.#waived = waived;
    this.#changes = changes;
  }

  report(): Report {
    const { verdicts, findings, problems, summaries, notes } = this.#judgement;
    const { revisions } = this.#input;
    const base = layOut(this.#system, verdicts);
    const moves = this.#moves;
    const planned = moves.length === 0 ? base : layOut(moves.reduce(applyMove, this.#system), verdicts);
    const planning = planLayout(planned);
    const plan = planning.kind === "impossible" ? undefined : { ...planning.plan, ...this.#marks(moves) };
    const matrix = matrixOf(planned, verdicts);
    const cells = matrix.flatMap((each) => each.rows.flat());
    const requested =
      moves.length === 0 ? cells : matrixOf(base, verdicts).flatMap((each) => each.rows.flat());
    const pairs = new PairReporter(this.#versions, planned, plan);
    const matters = requested.filter((each) => each.verdict === "breaking" || each.verdict === "unknown");
    const planCells = new Map(cells.map((each) => [cellKey(each), each]));
    const reportOf = (cell: (typeof cells)[number]) =>
      pairs.of({ ...cell, ...onlyPlanned(planCells.get(cellKey(cell))) });
    const atOnce = matters
      .filter((each) => each.asRequested === "possible" && !each.accepted)
      .map(reportOf)
      .sort((one, other) => severity(one.verdict) - severity(other.verdict));
    const standing = matters
      .filter((each) => each.asRequested === "standing" && !each.accepted)
      .map(reportOf);
    const components = this.#system.components.map(({ id, kind, chain, older }) => ({
      id,
      kind,
      chain,
      older,
    }));
    const links = this.#links(summaries);
    const { scenes, explain } = this.#input;
    const pictures =
      scenes || explain !== undefined ? reportScenes(base, planned, plan, verdicts) : undefined;
    const first = summaries.size === 0 ? firstContractNote([...atOnce, ...standing], findings) : undefined;
    return {
      reportSchema: 1,
      system: this.#config.id,
      from: revisions.from.name,
      to: revisions.to.name,
      also: revisions.also.map((each) => each.name),
      notes: [
        ...(first === undefined ? [] : [first]),
        ...revisions.notes,
        ...notes,
        ...this.#changes.flatMap((each) => each.note ?? []),
        ...leftoverNotes(this.#system, this.#versions, verdicts),
        ...unusedWaivers(this.#config, findings),
      ],
      components,
      links,
      problems,
      schemas: this.#schemas(),
      checklist: checklistOf(links, components),
      rules: ruleTitles([...findings.values()].map((each) => each.ruleId)),
      findings: Object.fromEntries([...findings].sort(([one], [other]) => (one < other ? -1 : 1))),
      matrix,
      asRequested: countOf(requested, "asRequested"),
      atOnce,
      standing,
      waived: this.#waived.flatMap(({ pair, waivers }) => {
        const cell = requested.find((each) => cellKey(each) === cellKey(pair));
        return cell && cell.asRequested !== "apart"
          ? [{ ...reportOf(cell), waivers: waivers.map(reportWaiver) }]
          : [];
      }),
      expiredWaivers: this.#config.waivers.filter((each) => each.expired).map(reportWaiver),
      planning: plan
        ? this.#possible(planned, plan, moves, countOf(cells, "asPlanned"), pairs, cells)
        : this.#impossible(planned),
      ...(pictures && scenes ? { scenes: pictures } : {}),
      ...(pictures && explain !== undefined
        ? { meetings: meetingsOf(this.#metWith(explain), planned, pictures.planned) }
        : {}),
      ...(this.#input.delivery ? { delivery: deliveryOf(planned, this.#config, verdicts) } : {}),
    };
  }

  #metWith(explained: string): ReadonlyMap<FindingId, readonly PairRef[]> {
    return new Map([...this.#judgement.metWith].filter(([id]) => id.startsWith(explained)));
  }

  #schemas(): SchemaReport[] {
    const chains = chainsOf(this.#system);
    return this.#changes.map(({ component, pending, hazards, states }) => ({
      component,
      pending: pending.map((each) => each.name),
      pauses: (chains.get(component) ?? []).filter((label) => states.has(label)),
      hazards,
    }));
  }

  #links(summaries: ReadonlyMap<string, string>): Report["links"] {
    const declared = new Map(linksOf(this.#input, this.#config).map((each) => [each.id, each]));
    return this.#system.links.map(({ id, sender, receiver, medium }) => {
      const summary = summaries.get(id);
      const own = declared.get(id);
      return {
        id,
        sender,
        receiver,
        medium,
        form: own?.contract.form ?? "",
        path: own?.contract.path ?? "",
        ...(summary === undefined ? {} : { summary }),
        reading: own ? readingOf(own, this.#judgement.narrowed.get(id)) : {},
      };
    });
  }

  #marks(moves: readonly Move[]): Pick<Plan, "moves" | "waiverIds"> {
    const ids = this.#waived.flatMap((each) => each.waivers.map((waiver) => waiver.finding));
    return { moves: moves.map(moveId), waiverIds: [...new Set(ids)].sort() };
  }

  #possible(
    layout: Layout,
    plan: Plan,
    moves: readonly Move[],
    inContact: ReturnType<typeof countOf>,
    pairs: PairReporter,
    cells: readonly Parameters<PairReporter["of"]>[0][],
  ): ReportPlanning {
    const unknown = new Set(plan.unknowns.map(cellKey));
    return {
      kind: plan.unknowns.length > 0 ? "unproven" : "proven",
      plan,
      hash: this.#input.hash(canonicalJson(plan)),
      stages: stageRows(plan, chainsOf(layout.timeline.system)),
      staying: stayingIn(layout),
      lanes: lanesOf(plan, chainsOf(layout.timeline.system)),
      inContact,
      unknowns: cells.filter((each) => unknown.has(cellKey(each))).map((each) => pairs.of(each)),
      wayBack: wayBackReasons(layout, plan),
      obligations: this.#obligations(obligationsOf(layout.timeline.system, layout, this.#judgement.verdicts)),
      behindFlags: behindFlagsIn(plan, layout.timeline.system),
      moves: moves.map(moveId),
    };
  }

  #impossible(layout: Layout): ReportPlanning {
    const planning = planLayout(layout);
    const { system } = layout.timeline;
    const { ways, limited } = waysOut(system, this.#judgement.verdicts);
    return {
      kind: "impossible",
      conflicts: planning.kind === "impossible" ? planning.conflicts : [],
      limited,
      ways: ways.map((way): WayOutReport => {
        const after = way.moves.reduce(applyMove, system);
        return {
          ...way,
          hash: this.#input.hash(canonicalJson(way.plan)),
          stages: stageRows(way.plan, chainsOf(after)),
          obligations: this.#obligations(way.obligations),
        };
      }),
    };
  }

  #obligations(all: readonly Obligation[]): ObligationReport[] {
    const findings: ReadonlyMap<string, Finding> = this.#judgement.findings;
    return all.flatMap((each) =>
      obligationSentences(each, findings).map(({ finding, sentence }) => ({
        ...each,
        findings: [finding],
        sentence,
      })),
    );
  }
}

function stayingIn({ timeline }: Layout): Extract<ReportPlanning, { staying: unknown }>["staying"] {
  return timeline.populations.flat().flatMap(({ component, version, forever }) => {
    const id = timeline.system.components[component]?.id ?? "";
    return forever === "endless" || forever === "kept" ? [{ component: id, version, why: forever }] : [];
  });
}

function chainsOf(system: System): ReadonlyMap<string, readonly string[]> {
  return new Map(system.components.map((each) => [each.id, each.chain]));
}

function cellKey(cell: { link: string; sender: string; receiver: string }): string {
  return JSON.stringify([cell.link, cell.sender, cell.receiver]);
}

function onlyPlanned(cell: { asPlanned?: "standing" | "possible" | "apart" } | undefined) {
  return cell?.asPlanned ? { asPlanned: cell.asPlanned } : {};
}

function severity(verdict: "breaking" | "unknown"): number {
  return verdict === "breaking" ? 0 : 1;
}

/** A waiver that waives nothing may be a slip of the pen, or belong to another comparison: worth a word. */
function unusedWaivers({ waivers }: SystemConfig, findings: ReadonlyMap<string, Finding>): string[] {
  const ids = new Set([...findings.keys()].flatMap((id) => [id, id.slice(0, SHORT_ID)]));
  return waivers
    .filter((each) => !ids.has(each.finding))
    .map((each) => `The waiver of ${each.finding} waives nothing here: no finding has that id.`);
}

function reportWaiver({ finding, reason, by, expires }: Waiver): ReportWaiver {
  return { finding, reason, by, expires };
}
