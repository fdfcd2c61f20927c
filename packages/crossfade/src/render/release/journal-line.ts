import type { JournalEntry, ReleaseEvent } from "@crossfade/core";
import { forTerminal } from "../escape.ts";
import type { Moments } from "./moments.ts";
import { percent } from "./release-words.ts";

/**
 * Leaves out judgements that say what the one before of the same step and rung has said: gates are asked every second, and
 * only what changes is worth a line.
 */
export class NewsOfJournal {
  readonly #said = new Map<string, string>();

  isNews({ event }: JournalEntry): boolean {
    if (event.kind !== "judged") return true;
    const said = JSON.stringify([event.station, event.gates.map(({ name, result }) => [name, result])]);
    const isNew = this.#said.get(event.step) !== said;
    this.#said.set(event.step, said);
    return isNew;
  }
}

/** "  17  14:02:07  anna  approves as engineering". Ends with a newline. */
export function journalLine({ seq, atMs, actor, event }: JournalEntry, moments: Moments): string {
  return `${String(seq).padStart(4)}  ${forTerminal(`${moments.exactly(atMs)}  ${actor}  ${eventText(event, atMs, moments)}`)}\n`;
}

function eventText(event: ReleaseEvent, atMs: number, moments: Moments): string {
  switch (event.kind) {
    case "start-asked":
      return event.atMs > atMs ? `asks for its start at ${moments.of(event.atMs)}` : "asks for its start";
    case "approved":
      return `approves as ${event.approval.role}`;
    case "approval-denied":
      return `denies as ${event.role}: ${event.why}`;
    case "cleared":
      return `nothing is left of what ${event.wait} waits for`;
    case "held":
      return `holds it: ${event.why}`;
    case "resumed":
      return "lets it go on";
    case "taken-over":
      return `set other weights of ${event.component}: ${Object.entries(event.weights)
        .map(([label, weight]) => `${label} ${percent(weight)}`)
        .join(", ")}`;
    case "answered":
      return `says ${event.answer} to ${event.item}${withNote(event.note)}`;
    case "calendar-changed":
      return "windows and freezes have changed";
    case "aborted":
      return `aborts it: ${event.why}`;
    case "undid":
      return `has taken back number ${event.deed + 1}`;
    case "undo-failed":
      return `could not take back number ${event.deed + 1} yet: ${event.why}`;
    case "ended":
      return event.how === "completed" ? "it is complete" : "everything in progress is taken back";
    default:
      return stepText(event);
  }
}

type StepEvent = Extract<ReleaseEvent, { readonly step: string }>;

function stepText(event: StepEvent): string {
  const { step } = event;
  switch (event.kind) {
    case "begun":
      return `${step}: begins`;
    case "did":
      return `${step}: part ${event.station + 1} is done${withNote(event.note)}`;
    case "failed":
      return `${step}: failed, ${event.final ? "and trying again does not help" : "and is tried again"}: ${event.why}`;
    case "judged":
      return `${step}: ${event.gates.map(({ name, result }) => `${name} ${result}`).join(", ") || "no gate"}`;
    case "pending":
      return `${step}: not yet: ${event.why}`;
    case "let-go":
      return `${step}: nobody has to go back to it any more`;
    case "promotion-asked":
      return `${step}: promotes it`;
    case "overridden":
      return `${step}: promotes it against the evidence: ${event.why}`;
    case "promoted":
      return `${step}: goes on`;
    case "finished":
      return `${step}: finished`;
    default:
      return newerText(event);
  }
}

/** The control plane may be newer than this program: its events are named, not explained. */
function newerText(event: { readonly kind: string }): string {
  return `${event.kind} (this version of crossfade does not know what that is)`;
}

function withNote(note: string | undefined): string {
  return note === undefined ? "" : `: ${note}`;
}
