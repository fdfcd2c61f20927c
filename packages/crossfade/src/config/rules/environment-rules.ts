import { suggestion } from "@crossfade/core";
import { builtInCalendars } from "../calendars.ts";
import { durationExpected, durationMs } from "../duration.ts";
import type { RawEnvironment } from "../environment-schema.ts";
import { dayMs } from "../waivers.ts";
import type { Path } from "../yaml-text.ts";
import { addressRules } from "./address-rules.ts";
import { limitRules } from "./limit-rules.ts";
import { partLadderRules } from "./part-ladder-rules.ts";
import type { Rule } from "./rule.ts";
import { strategyRules } from "./strategy-rules.ts";

/** It is part of addresses and of commands. */
const idIsPlain: Rule = (draft, report) => {
  for (const id of draft.environmentIds)
    if (!/^[A-Za-z][A-Za-z0-9_-]{0,62}$/.test(id))
      report(
        ["environments", id],
        "This id cannot be used.",
        "Letters, digits, - and _, beginning with a letter, at most 63.",
        "key",
      );
};

const routerIsKnown: Rule = (draft, report) => {
  for (const [id, { routers = [] }] of draft.environments)
    for (const [index, router] of routers.entries()) {
      const place = ["environments", id, "routers", index];
      if (!draft.routerIds.includes(router))
        report(place, `There is no router \`${router}\`.`, suggestion(router, draft.routerIds));
      else if (routers.indexOf(router) < index)
        report(place, `\`${router}\` stands here twice.`, "Remove one of them.");
    }
};

const componentIsKnown: Rule = (draft, report) => {
  for (const [id, raw] of draft.environments)
    for (const part of ["deploy", "strategies"] as const)
      for (const component of Object.keys(raw[part] ?? {}))
        if (!draft.componentIds.includes(component))
          report(
            ["environments", id, part, component],
            `There is no component \`${component}\`.`,
            suggestion(component, draft.componentIds),
            "key",
          );
};

const calendarIsKnown: Rule = (draft, report) => {
  const known = [...new Set([...builtInCalendars.map((each) => each.id), ...draft.calendarIds])];
  for (const [id, raw] of draft.environments)
    for (const part of ["windows", "freezes"] as const)
      for (const [index, { calendar }] of (raw[part] ?? []).entries())
        if (calendar !== undefined && !known.includes(calendar))
          report(
            ["environments", id, part, index, "calendar"],
            `There is no calendar \`${calendar}\`.`,
            suggestion(calendar, known),
          );
};

const windowIsNotEmpty: Rule = (draft, report) => {
  for (const [id, { windows = [] }] of draft.environments)
    for (const [index, { from, to }] of windows.entries())
      if (from === to || from === "24:00")
        report(
          ["environments", id, "windows", index, from === to ? "to" : "from"],
          from === to ? "This window closes when it opens." : "A window opens before the day is over.",
          'For a whole day write `from: "00:00", to: "24:00"`.',
        );
};

const freezeIsInOrder: Rule = (draft, report) => {
  for (const [id, { freezes = [] }] of draft.environments)
    for (const [index, freeze] of freezes.entries()) {
      const place = ["environments", id, "freezes", index];
      for (const key of ["from", "to"] as const)
        if (dayMs(freeze[key]) === undefined)
          report([...place, key], `There is no day ${freeze[key]}.`, "Expected a day such as 2026-12-20.");
      if (freeze.to < freeze.from)
        report([...place, "to"], "This freeze ends before it begins.", `A day from ${freeze.from} on.`);
    }
};

/** Roles, names and ids are what people refer to. */
const nameIsUsedOnce: Rule = (draft, report) => {
  for (const [id, raw] of draft.environments)
    for (const { path, key, names } of namesOf(raw))
      for (const [index, name] of names.entries())
        if (names.indexOf(name) < index)
          report(
            ["environments", id, ...path, index, key],
            `\`${name}\` stands here twice.`,
            "Give it another one.",
          );
};

function namesOf({ approvals = [], checklist = [], notify = [], gates }: RawEnvironment) {
  return [
    { path: ["approvals"], key: "role", names: approvals.map(({ role }) => role) },
    { path: ["checklist"], key: "id", names: checklist.map((each) => each.id) },
    { path: ["notify"], key: "name", names: notify.map(({ name }) => name) },
    { path: ["gates", "http"], key: "name", names: (gates?.http ?? []).map(({ name }) => name) },
  ];
}

/** Every item that is always asked has an id of its own, which the file cannot take. */
const checklistIsItsOwn: Rule = (draft, report) => {
  for (const [id, { checklist = [] }] of draft.environments)
    for (const [index, item] of checklist.entries())
      if (item.id.startsWith("cf-"))
        report(
          ["environments", id, "checklist", index, "id"],
          "Ids that begin with `cf-` are those of items that are always asked.",
          "Give it another one.",
        );
};

const durationIsShortEnough: Rule = (draft, report) => {
  for (const [id, raw] of draft.environments)
    for (const [path, text] of durationsOf(raw))
      if (text !== undefined && durationMs(text) === undefined)
        report(
          ["environments", id, ...path],
          `\`${String(path[path.length - 1])}\` is ${JSON.stringify(text)}.`,
          `Expected ${durationExpected}.`,
        );
};

function durationsOf(raw: RawEnvironment): readonly (readonly [Path, string | undefined])[] {
  const strategies = Object.entries(raw.strategies ?? {});
  return [
    [["approvalsLast"], raw.approvalsLast],
    [["retain"], raw.retain],
    [["dark", "soak"], raw.dark?.soak],
    [["gates", "warmUp"], raw.gates?.warmUp],
    ...(raw.gates?.http ?? []).map(
      ({ timeout }, index) => [["gates", "http", index, "timeout"], timeout] as const,
    ),
    ...Object.entries(raw.deploy ?? {}).map(
      ([component, { timeout }]) => [["deploy", component, "timeout"], timeout] as const,
    ),
    [["strategy", "bake"], raw.strategy?.bake],
    [["strategy", "timeout"], raw.strategy?.timeout],
    ...strategies.map(([component, { bake }]) => [["strategies", component, "bake"], bake] as const),
    ...strategies.map(([component, { timeout }]) => [["strategies", component, "timeout"], timeout] as const),
  ];
}

export const environmentRules: readonly Rule[] = [
  idIsPlain,
  routerIsKnown,
  componentIsKnown,
  calendarIsKnown,
  windowIsNotEmpty,
  freezeIsInOrder,
  nameIsUsedOnce,
  checklistIsItsOwn,
  durationIsShortEnough,
  ...strategyRules,
  ...partLadderRules,
  ...limitRules,
  ...addressRules,
];
