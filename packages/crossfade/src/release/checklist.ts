import {
  type ChecklistRule,
  calendarOf,
  consumerLadder,
  countingApprovals,
  isPastReturn,
  missingApprovals,
  notVerified,
  type ReleaseProgress,
  type Station,
  shareText,
  stationsOf,
  windowAt,
} from "@crossfade/core";
import type { ChecklistItemView } from "../wire/views.ts";
import { isProduct } from "./checklist-rules.ts";
import { listed, momentText } from "./moment-text.ts";
import type { Moment } from "./step-view.ts";

type Answered = Pick<ChecklistItemView, "state" | "because">;

/** Every item with its answer: a machine's with what it saw, a person's with their name. */
export function checklistOf(moment: Moment): readonly ChecklistItemView[] {
  return moment.spec.checklist.map((rule) => ({
    ...rule,
    ...(rule.kind === "human" ? answeredBy(moment.progress, rule) : automatic(moment, rule)),
  }));
}

function answeredBy({ answers }: ReleaseProgress, { id }: ChecklistRule): Answered {
  const given = Object.hasOwn(answers, id) ? answers[id] : undefined;
  if (given === undefined) return { state: "open" };
  const note = given.note === undefined ? "" : `: ${given.note}`;
  return { state: given.answer, because: `${given.by}, ${momentText(given.atMs)}${note}` };
}

function automatic(moment: Moment, { id }: ChecklistRule): Answered {
  switch (id) {
    case "cf-healthy":
      return healthy(moment);
    case "cf-evidence":
      return evidence(moment);
    case "cf-way-back":
      return wayBack(moment);
    case "cf-off-switch":
      return offSwitch(moment);
    case "cf-users":
      return whoSeesIt(moment);
    case "cf-window":
      return goodMoment(moment);
    case "cf-contacts":
      return contacts(moment);
    case "cf-product":
      return product(moment);
    default:
      return { state: "open", because: "This build does not know how to answer it." };
  }
}

interface Starting {
  readonly name: string;
  /** Kinds of deeds: of all its stations, and of those that are past. */
  readonly toDo: ReadonlySet<string>;
  readonly done: ReadonlySet<string>;
  readonly notes: readonly string[];
}

/** Every version that users get from somebody here. */
function starting({ spec, progress }: Moment): readonly Starting[] {
  const moving = (component: string) =>
    Object.hasOwn(spec.transitions, component) && spec.transitions[component]?.by !== "people";
  return spec.plan.steps
    .filter(({ kind, component }) => kind === "start" && moving(component))
    .map((step) => {
      const state = Object.hasOwn(progress.steps, step.id) ? progress.steps[step.id] : undefined;
      const stations = stationsOf(spec, step);
      const passed =
        state === undefined ? [] : stations.slice(0, state.doneMs === undefined ? state.station : undefined);
      return {
        name: `${step.component}@${step.version}`,
        toDo: kindsOf(stations),
        done: kindsOf(passed),
        notes: state?.notes ?? [],
      };
    });
}

function kindsOf(stations: readonly Station[]): ReadonlySet<string> {
  return new Set(stations.map((each) => (each.kind === "deed" ? each.deed.kind : each.kind)));
}

/** Yes once every new version has shown itself in the dark. */
function healthy(moment: Moment): Answered {
  const all = starting(moment).filter(({ toDo }) => toDo.has("verify"));
  if (all.length === 0) return { state: "open", because: "Nothing of it runs before users have it." };
  const looked = all.filter(({ done }) => done.has("verify"));
  const unseen = looked.filter(({ notes: [note] }) => note?.startsWith(notVerified) === true);
  const seen = looked.filter((each) => !unseen.includes(each));
  const not = unseen.map(({ name, notes: [note] }) => `${name} is ${note}.`).join(" ");
  if (seen.length === 0) return { state: "open", because: not || "Nothing has been looked at yet." };
  const names = listed(
    seen.map(({ name, notes: [note] }) => (note === undefined ? name : `${name} (${note})`)),
  );
  return seen.length === all.length
    ? { state: "yes", because: names }
    : { state: "open", because: `So far ${names}.${not === "" ? "" : ` ${not}`}` };
}

/** What gates last said on the rungs that users are on, or were on. */
function evidence({ progress }: Moment): Answered {
  const judged = Object.values(progress.steps).filter((step) => step.judged !== undefined);
  const said = judged.flatMap(({ judged: last, doneMs }) =>
    doneMs === undefined ? (last?.gates ?? []) : [],
  );
  const against = said.filter(({ result }) => result === "fail");
  if (against.length > 0)
    return { state: "no", because: against.map(({ name, reason }) => `${name}: ${reason}`).join("; ") };
  const open = said.filter(({ result }) => result !== "pass");
  if (open.length > 0)
    return { state: "open", because: open.map(({ name, reason }) => `${name}: ${reason}`).join("; ") };
  const because = said.map(({ reason }) => reason).join("; ");
  if (said.length > 0) return { state: said.every((each) => each.isNoEvidence) ? "open" : "yes", because };
  if (progress.phase === "completed") return { state: "yes", because: "Every rung was passed." };
  return judged.length > 0
    ? { state: "yes", because: "Every rung so far was passed." }
    : { state: "open", because: "No user has it yet." };
}

function wayBack(moment: Moment): Answered {
  const { spec, progress } = moment;
  if (isPastReturn(spec.plan, progress))
    return { state: "no", because: "The release is past its point of no return." };
  const all = starting(moment);
  const tried = all.filter(({ done }) => done.has("rehearse"));
  const notes = tried.map(({ name, notes: seen }) => [name, ...seen.slice(1, 2)].join(": "));
  const needed = all.filter(({ toDo }) => toDo.has("rehearse"));
  if (needed.length === 0)
    return { state: "open", because: "There is a way back; nothing of it can be rehearsed." };
  return tried.length >= needed.length
    ? { state: "yes", because: `Tried with ${listed(notes)}.` }
    : { state: "open", because: "There is a way back; it has not been tried yet." };
}

function offSwitch({ spec }: Moment): Answered {
  const moving = Object.values(spec.transitions).filter(({ by }) => by !== "people");
  const fixed = moving.filter(({ by, kind }) => by !== "router" && kind !== "flags" && kind !== "config");
  const inParts = fixed.some((each) => consumerLadder(each).length > 0);
  const routed = moving.filter(({ by }) => by === "router").map(({ component }) => component);
  if (fixed.length > 0)
    return {
      state: routed.length === 0 ? "no" : "open",
      because: `Not ${listed(fixed.map(({ component }) => component))}: ${fixed.length === 1 ? "it is" : "they are"} moved ${inParts ? "by whoever deploys" : "as a whole"}.`,
    };
  return routed.length === 0
    ? { state: "open", because: "Nothing here is moved for users." }
    : { state: "yes", because: `Routers take users from ${listed(routed)} at once.` };
}

function whoSeesIt({ spec }: Moment): Answered {
  const said = Object.values(spec.transitions).flatMap((transition) => {
    const { component, by, strategy, checks, asAWhole } = transition;
    if (by === "people") return [];
    const parts = consumerLadder(transition).map(({ count, of }) => `${count} of ${of}`);
    if (parts.length > 0) return [`${component}: ${parts.join(", ")} consumers`];
    const why = asAWhole === undefined ? "" : `, since ${asAWhole.replace(/\.$/, "")}`;
    if (by === "deployer") return [`${component}: everybody at once${why}`];
    const first = checks.internalUsers.length === 0 ? [] : [`${checks.internalUsers.length} internal`];
    const shares = [...first, ...strategy.rungs.map(({ weight }) => shareText(weight))].join(", ");
    const inSets = (strategy.sets?.length ?? 0) === 0 ? "" : `, in ${strategy.sets?.length} sets of servers`;
    return [`${component}: ${shares}${inSets}`];
  });
  return said.length === 0 ? { state: "open" } : { state: "yes", because: said.join("; ") };
}

function goodMoment({ spec, progress, nowMs }: Moment): Answered {
  const atMs = Math.max(nowMs, progress.startAtMs ?? 0);
  const calendar = calendarOf(spec, progress);
  const window = windowAt(calendar, atMs);
  if (!window.open) return { state: "no", because: `${window.why}.` };
  return {
    state: "yes",
    because: calendar.windows === undefined ? "No freeze." : "A release window is open.",
  };
}

function contacts({ spec }: Moment): Answered {
  return spec.contacts.length === 0
    ? { state: "no", because: "Nobody is named: `contacts` of the environment." }
    : { state: "yes", because: spec.contacts.join("; ") };
}

function product({ spec, progress, nowMs }: Moment): Answered {
  const rules = spec.approvals.filter(isProduct);
  const given = countingApprovals(spec, progress);
  const missing = missingApprovals(rules, given, { planHash: spec.planHash, nowMs });
  if (missing.length > 0) return { state: "open", because: "Its approval is missing." };
  return { state: "yes", because: listed([...new Set(given.filter(isProduct).map(({ by }) => by))]) };
}
