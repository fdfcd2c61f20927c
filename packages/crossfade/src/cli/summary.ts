import type { Report } from "../analysis/report.ts";
import type { Summary } from "./commands.ts";

/** What decides the exit code: pairs that count if everything goes out at once, and how far the plan is proven. */
export function summaryOf({ atOnce, planning }: Pick<Report, "atOnce" | "planning">): Summary {
  const count = (verdict: "breaking" | "unknown") => atOnce.filter((pair) => pair.verdict === verdict).length;
  return { breaks: count("breaking"), unknowns: count("unknown"), plan: planning.kind };
}
