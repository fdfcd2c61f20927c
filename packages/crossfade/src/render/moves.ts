import type { Move, MoveCost } from "@crossfade/core";
import type { Report, WayOutReport } from "../analysis/report.ts";
import { forShell } from "./escape.ts";
import { plural } from "./words.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What a move asks of people, as an imperative. */
export function moveText(move: Move, report: Pick<Report, "links">): string {
  const id = "link" in move ? move.link : "pair" in move ? move.pair.link : "";
  const { sender = "", receiver = "" } = report.links.find((each) => each.id === id) ?? {};
  switch (move.kind) {
    case "bridge":
      return `build ${move.component} ${move.version}, released after ${move.after}, that works with both sides`;
    case "flag":
      if (move.keys) return turnText(move.component, move.version, move.keys);
      return `put what is new in ${move.component} behind a flag, off at first (${move.version})`;
    case "gap":
      return `stop ${move.component} before its new version starts`;
    case "drain":
      return `stop ${move.component}, wait until what it left is over, then start its new version`;
    case "pin": {
      const pins = Object.entries(move.pins).map(([from, to]) => `${from} to ${receiver} ${to}`);
      return `route each ${sender} to the version it was made for: ${pins.join(", ")}`;
    }
    case "rewrite":
      return `rewrite what ${sender} ${move.versions.join(", ")} left on ${id} as ${move.as} writes it`;
    case "purge":
      return `delete what ${sender} ${move.versions.join(", ")} left on ${id}`;
    case "cut-off":
      return `refuse ${sender} ${move.version} on ${id}, on measured evidence`;
    case "accept":
      return `live with it: ${sender} ${move.pair.sender} → ${receiver} ${move.pair.receiver} breaks`;
  }
}

/** The state with the flags off was compared: nothing has to be built. */
function turnText(component: string, off: string, keys: readonly string[]): string {
  const flags = keys.length === 1 ? `flag ${keys[0]}` : `flags ${keys.join(", ")}`;
  return `deploy ${component} with ${flags} off (${off}), and turn ${keys.length === 1 ? "it" : "them"} on last: compared, nothing to build`;
}

/** "no downtime, 3 stages, waits of up to about 4 days". */
export function costText(cost: MoveCost): string {
  return [
    ...(cost.accepted > 0
      ? [`${plural(cost.accepted, "pair")} ${cost.accepted === 1 ? "breaks" : "break"} all the same`]
      : []),
    cost.downtime > 0 ? `downtime of ${plural(cost.downtime, "component")}` : "no downtime",
    plural(cost.stages, "stage"),
    ...(cost.worstWaitMs > 0 && Number.isFinite(cost.worstWaitMs)
      ? [`waits of up to about ${aboutText(cost.worstWaitMs)}`]
      : []),
  ].join(", ");
}

/** The command that chooses a way out. */
export function chooseCommand(way: Pick<WayOutReport, "id">): string {
  return `crossfade plan --choose ${quoted(way.id)}`;
}

/** Ids of moves are always quoted: they hold blanks. */
function quoted(id: string): string {
  const word = forShell(id);
  return /^["']/.test(word) ? word : `"${word}"`;
}

/** "4 days", "26 h": the largest unit of which there are two, rounded. */
function aboutText(ms: number): string {
  if (ms >= 2 * dayMs) return `${Math.round(ms / dayMs)} days`;
  if (ms >= 2 * hourMs) return `${Math.round(ms / hourMs)} h`;
  return `${Math.max(1, Math.round(ms / 60_000))} min`;
}
