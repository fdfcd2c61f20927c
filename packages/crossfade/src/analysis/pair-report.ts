import type { Layout, MatrixCell, Plan, VersionLabel } from "@crossfade/core";
import type { Age, Count, PairReport } from "./report.ts";
import { waitSentence } from "./sentences.ts";
import type { ComponentVersions } from "./versions.ts";

/** Says of a breaking or unknown pair who meets whom and what the plan does about it. */
export class PairReporter {
  readonly #versions: ReadonlyMap<string, ComponentVersions>;
  readonly #layout: Layout;
  readonly #plan: Plan | undefined;

  constructor(versions: ReadonlyMap<string, ComponentVersions>, layout: Layout, plan: Plan | undefined) {
    this.#versions = versions;
    this.#layout = layout;
    this.#plan = plan;
  }

  of(cell: MatrixCell): PairReport {
    const link = this.#layout.timeline.system.links.find((each) => each.id === cell.link);
    const end = (component: string, version: VersionLabel) => ({
      component,
      version,
      age: this.#ageOf(component, version),
    });
    return {
      link: cell.link,
      sender: end(link?.sender ?? "", cell.sender),
      receiver: end(link?.receiver ?? "", cell.receiver),
      verdict: cell.verdict === "breaking" ? "breaking" : "unknown",
      findings: cell.because,
      asRequested: cell.asRequested,
      ...(cell.asPlanned ? { asPlanned: cell.asPlanned } : {}),
      so: this.#so(cell),
    };
  }

  #ageOf(component: string, version: VersionLabel): Age {
    const chain = this.#versions.get(component)?.chain ?? [];
    const place = chain.indexOf(version);
    const known = this.#versions.get(component)?.revisionsOf.has(version);
    if (place < 0) return known ? "older" : "between";
    if (chain.length === 1) return "same";
    if (place === chain.length - 1) return "new";
    return place === 0 ? "old" : "between";
  }

  #so(cell: MatrixCell): string {
    if (cell.asPlanned === undefined) return "no order of the whole release keeps every pair apart";
    if (cell.asPlanned === "standing") return "in contact already, before the release";
    if (cell.asPlanned === "possible")
      return cell.accepted ? "accepted" : "in contact while the plan runs; no order avoids it";
    const wait = this.#waitFor(cell);
    return wait && this.#plan
      ? waitSentence(wait, this.#plan, this.#layout.timeline.system)
      : "the plan keeps them apart";
  }

  /** The wait that this very pair forces. */
  #waitFor(cell: MatrixCell) {
    const { solution, timeline } = this.#layout;
    if (solution.kind !== "order") return undefined;
    const arc = solution.arcs.find(
      ({ meeting }) =>
        meeting?.link.id === cell.link &&
        meeting.sender.version === cell.sender &&
        meeting.receiver.version === cell.receiver,
    );
    const to = arc ? timeline.moments[arc.to] : undefined;
    const from = arc ? timeline.moments[arc.from] : undefined;
    return this.#plan?.waits.find(
      (wait) =>
        to !== undefined &&
        from !== undefined &&
        wait.after === `${to.kind} ${to.component}@${to.version}` &&
        wait.before.endsWith(`${from.component}@${from.version}`) &&
        cell.because.some((id) => wait.because.includes(id)),
    );
  }
}

export function countOf(cells: readonly MatrixCell[], contact: "asRequested" | "asPlanned"): Count {
  const met = cells.filter((each) => each[contact] !== "apart" && each[contact] !== undefined);
  const counted = met.filter((each) => !each.accepted && each[contact] === "possible");
  const breaking = counted.filter((each) => each.verdict === "breaking").length;
  const unknown = counted.filter((each) => each.verdict === "unknown").length;
  const fit = met.filter((each) => each.verdict === "compatible" || each.verdict === "not-spoken").length;
  return { pairs: cells.length, inContact: met.length, breaking, unknown, fit };
}
