import {
  applyMove,
  type Finding,
  layOut,
  type MatrixCell,
  type Move,
  matrixOf,
  type PairRef,
  planLayout,
  type System,
  scenesOf,
  stageRows,
  type VerdictTable,
  waysOut,
} from "@crossfade/core";
import { meetingsOf } from "../../packages/crossfade/src/analysis/meetings.ts";
import type {
  Age,
  Count,
  PairReport,
  Report,
  ReportPlanning,
} from "../../packages/crossfade/src/analysis/report.ts";
import type { Story } from "./story.ts";

interface Extra {
  /** By pair, "web@1.9.0 -> api@1.9.4": what its finding says. Ids that are not given are 1111…, 2222…. */
  readonly findings?: Readonly<Record<string, Partial<Finding>>>;
  readonly move?: Move;
  readonly waived?: Report["waived"][number]["waivers"];
  readonly report?: Partial<Report>;
}

/** The report of a story, as the analysis would make it; what it says of findings is hand-made. */
export function reportOf(story: Story, extra: Extra = {}): Report {
  const { system, verdicts } = story.tell();
  const base = layOut(system, verdicts);
  const after = extra.move ? applyMove(system, extra.move) : system;
  const planned = layOut(after, verdicts);
  const requested = matrixOf(base, verdicts).flatMap((each) => each.rows.flat());
  const matrix = matrixOf(planned, verdicts);
  const cells = matrix.flatMap((each) => each.rows.flat());
  const matters = requested.filter((each) => each.verdict === "breaking" || each.verdict === "unknown");
  const pair = (cell: PairRef) =>
    pairReport(
      cells.find((each) => same(each, cell)),
      system,
    );
  const ids = new Set(requested.flatMap((each) => each.because));
  const planning = planLayout(planned);
  const metWith = new Map([...ids].map((id) => [id, cells.filter((each) => each.because.includes(id))]));
  const scenes = planning.kind === "impossible" ? [] : scenesOf(planned, planning.plan, verdicts);
  const report: Report = {
    reportSchema: 1,
    system: system.id,
    from: "v1",
    to: "HEAD",
    also: [],
    notes: [],
    checklist: [],
    rules: {},
    components: system.components.map(({ id, kind, chain, older }) => ({ id, kind, chain, older })),
    links: system.links.map(({ id, sender, receiver, medium }) => ({
      id,
      sender,
      receiver,
      medium,
      form: "http",
      path: `${receiver}/openapi.yaml`,
      summary: "1 operation",
      reading: {},
    })),
    problems: [],
    schemas: [],
    findings: Object.fromEntries([...ids].map((id) => [id, findingOf(id, requested)])),
    matrix,
    asRequested: count(requested, "asRequested"),
    atOnce: matters
      .filter((each) => each.asRequested === "possible" && !each.accepted)
      .sort((one, other) => (one.verdict < other.verdict ? -1 : one.verdict > other.verdict ? 1 : 0))
      .flatMap(pair),
    standing: matters.filter((each) => each.asRequested === "standing" && !each.accepted).flatMap(pair),
    waived: matters
      .filter((each) => each.accepted)
      .flatMap(pair)
      .map((each) => ({ ...each, waivers: extra.waived ?? [] })),
    expiredWaivers: [],
    meetings: meetingsOf(metWith, planned, scenes),
    planning: planningOf(after, verdicts, extra.move ? [extra.move] : [], cells, pair),
  };
  return { ...named(report, [...ids], extra.findings ?? {}), ...extra.report };
}

/** Findings of a story are called like their pairs; those of a report have hashes for names. */
function named(report: Report, pairs: readonly string[], said: NonNullable<Extra["findings"]>): Report {
  const idOf = (pair: string, index: number) => said[pair]?.id ?? String((index + 1) % 10).repeat(16);
  const text = pairs.reduce(
    (all, pair, index) => all.replaceAll(JSON.stringify(pair), JSON.stringify(idOf(pair, index))),
    JSON.stringify(report),
  );
  const renamed = JSON.parse(text) as Report;
  const findings = { ...renamed.findings };
  for (const [index, pair] of pairs.entries()) {
    const id = idOf(pair, index);
    const finding = findings[id];
    if (finding) findings[id] = { ...finding, ...said[pair], id };
  }
  return { ...renamed, findings };
}

function planningOf(
  system: System,
  verdicts: VerdictTable,
  moves: readonly Move[],
  cells: readonly MatrixCell[],
  pair: (cell: PairRef) => PairReport[],
): ReportPlanning {
  const planning = planLayout(layOut(system, verdicts));
  if (planning.kind === "impossible") {
    const { ways, limited } = waysOut(system, verdicts);
    return {
      kind: "impossible",
      conflicts: planning.conflicts,
      limited,
      ways: ways.map((way) => ({
        ...way,
        hash: "0".repeat(64),
        lanes: [],
        staying: [],
        stages: stageRows(way.plan, chains(way.moves.reduce(applyMove, system))),
        obligations: way.obligations.map((each) => ({
          ...each,
          sentence: `${each.component} ${each.version} must take what ${each.peer.component} ${each.peer.version} sends`,
        })),
      })),
    };
  }
  const { plan } = planning;
  const costs = plan.endOfFreeWayBack.filter((each) => plan.wayBack[each] !== "impossible");
  return {
    kind: planning.kind,
    plan,
    hash: "7f3c9a1e".repeat(8),
    staying: [],
    lanes: [],
    stages: stageRows(plan, chains(system)),
    inContact: count(cells, "asPlanned"),
    unknowns: plan.unknowns.flatMap(pair),
    wayBack: costs.map((step) => ({
      step,
      wayBack: "costs",
      sentence: "open pages must be gone first",
      pairs: [],
    })),
    obligations: [],
    behindFlags: [],
    moves: moves.map((each) => each.kind),
  };
}

const chains = (system: System) => new Map(system.components.map((each) => [each.id, each.chain]));
const same = (one: PairRef, other: PairRef) =>
  one.link === other.link && one.sender === other.sender && one.receiver === other.receiver;

function pairReport(cell: MatrixCell | undefined, system: System): PairReport[] {
  const link = system.links.find((each) => each.id === cell?.link);
  if (!cell || !link) return [];
  const end = (component: string, version: string) => ({
    component,
    version,
    age: age(component, version, system),
  });
  return [
    {
      link: cell.link,
      sender: end(link.sender, cell.sender),
      receiver: end(link.receiver, cell.receiver),
      verdict: cell.verdict === "breaking" ? "breaking" : "unknown",
      findings: cell.because,
      asRequested: cell.asRequested,
      ...(cell.asPlanned ? { asPlanned: cell.asPlanned } : {}),
      so: cell.asPlanned === "apart" ? "the plan keeps them apart" : "no order avoids it",
    },
  ];
}

function age(id: string, version: string, system: System): Age {
  const chain = system.components.find((each) => each.id === id)?.chain ?? [];
  if (!chain.includes(version)) return "older";
  if (chain.length === 1) return "same";
  return chain.at(-1) === version ? "new" : "old";
}

function findingOf(id: string, cells: readonly MatrixCell[]): Finding {
  const cell = cells.find((each) => each.because.includes(id));
  return {
    id,
    ruleId: "http/some-rule",
    outcome: cell?.verdict === "unknown" ? "unknown" : "breaking",
    link: cell?.link ?? "",
    direction: "request",
    operation: "PUT /cart",
    place: { side: "receiver", document: "api/openapi.yaml", pointer: "/paths/~1cart/put" },
    why: "/shipping is not declared",
    fixes: [],
  };
}

function count(cells: readonly MatrixCell[], contact: "asRequested" | "asPlanned"): Count {
  const met = cells.filter((each) => each[contact] === "possible" || each[contact] === "standing");
  const counted = met.filter((each) => each[contact] === "possible" && !each.accepted);
  return {
    pairs: cells.length,
    inContact: met.length,
    breaking: counted.filter((each) => each.verdict === "breaking").length,
    unknown: counted.filter((each) => each.verdict === "unknown").length,
    fit: met.filter((each) => each.verdict === "compatible").length,
  };
}
