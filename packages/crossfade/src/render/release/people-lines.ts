import type { Approval } from "@crossfade/core";
import type { ChecklistItemView, ReleaseView } from "../../wire/views.ts";
import { type Line, padded, type Role, say } from "../page/styled.ts";
import { indented } from "../page/wrap.ts";
import type { Moments } from "./moments.ts";

export const labelColumns = 11;
/** What a row may begin with. */
const marks = new Set(["✓ ", "✕ ", "· "]);

/** What people have to say: approvals, checklist, window, whom to call. */
export function peopleLines(view: ReleaseView, moments: Moments, width: number): Line[] {
  return [
    ...approvalLines(view, moments, width),
    ...checklistLines(view.checklist, width),
    ...windowLines(view, moments, width),
    ...rows(
      "Call",
      view.contacts.map((each) => [say(each)]),
      width,
    ),
  ];
}

/** The first row has the label, the others stand below it; a row that wraps goes on under its own text. */
export function rows(label: string, texts: readonly Line[], width: number): Line[] {
  return texts.flatMap((text, index) => {
    const hanging = marks.has(text[0]?.text ?? "") ? 2 : 0;
    const [first = [], ...rest] = indented(labelColumns, text, width, hanging);
    const head = padded(say(index === 0 ? label : "", "strong"), labelColumns);
    return [[...head, ...first.slice(1)], ...rest];
  });
}

function approvalLines({ approvals, planHash }: ReleaseView, moments: Moments, width: number): Line[] {
  const { required, given, missing } = approvals;
  const texts = required.map(({ role, count }): Line => {
    const lacks = missing.find((each) => each.role === role)?.missing ?? 0;
    const mark = lacks === 0 ? say("✓ ", "new") : say("✕ ", "unknown");
    const who = given
      .filter((each) => each.role === role)
      .map((each) => approvalText(each, planHash, moments));
    const said = who.length === 0 ? "" : `: ${[...new Set(who)].join(", ")}`;
    return [mark, say(`${role} ${count - lacks} of ${count}${said}`)];
  });
  return rows("Approvals", texts, width);
}

/** An approval that no longer counts says why. */
function approvalText(
  { by, atMs, planHash, expiresMs }: Approval,
  current: string,
  moments: Moments,
): string {
  const when = `${by} at ${moments.of(atMs)}`;
  if (planHash !== current) return `${when} (of another plan)`;
  return expiresMs <= moments.nowMs ? `${when} (expired)` : when;
}

const states: Readonly<Record<ChecklistItemView["state"], { readonly mark: string; readonly role: Role }>> = {
  yes: { mark: "✓", role: "new" },
  no: { mark: "✕", role: "breaks" },
  open: { mark: "·", role: "unknown" },
};

function checklistLines(checklist: ReleaseView["checklist"], width: number): Line[] {
  const texts = checklist.map(({ id, text, kind, state, because }): Line => {
    const { mark, role } = states[state];
    const asked = kind === "human" && state === "open" ? ` [${id}]` : "";
    return [
      say(`${mark} `, role),
      say(`${text}${asked}`),
      ...(because === undefined ? [] : [say(` ${because}`, "label")]),
    ];
  });
  return rows("Checklist", texts, width);
}

/** An open window needs no words. */
function windowLines({ window }: ReleaseView, moments: Moments, width: number): Line[] {
  if (window.open) return [];
  const opens = window.opensAtMs === undefined ? "" : `; opens ${moments.of(window.opensAtMs)}`;
  return rows(
    "Window",
    [[say("closed", "unknown"), say(`: ${window.why ?? "no window is open"}${opens}`)]],
    width,
  );
}
