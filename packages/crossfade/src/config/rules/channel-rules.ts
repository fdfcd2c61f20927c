import { suggestion } from "@crossfade/core";
import { builtInCalendars, isZone } from "../calendars.ts";
import type { RawChannel, RawDelay } from "../channel-schema.ts";
import { builtInChannels } from "../channels.ts";
import { type DelayTime, delayTime } from "../delay-time.ts";
import { laidOver, worstOf } from "../delays.ts";
import { durationMs } from "../duration.ts";
import { dayMs } from "../waivers.ts";
import type { Rule } from "./rule.ts";

const directions = ["delays", "delaysBack"] as const;

const channelIsComplete: Rule = (draft, report) => {
  for (const [id, channel] of draft.channels)
    if (channel.worst === undefined && !channel.delays && !builtInChannels.some((each) => each.id === id))
      report(
        ["channels", id],
        `\`worst\` is missing in channel \`${id}\`.`,
        "Say how long it takes at worst until the old version is gone, such as 30d, or give its delays.",
        "key",
      );
};

const delayRises: Rule = (draft, report) => {
  for (const { path, delay } of delaysIn(draft.channels)) {
    const times = timesOf(delay);
    if (times.some(({ time }) => time === undefined)) {
      report(path, "This is longer than ten years.", "Expected at most 3650d or 2600bd.");
      continue;
    }
    if (new Set(times.map(({ time }) => time?.unit)).size > 1) {
      report(
        path,
        "Business days and other durations are mixed.",
        "Give all of min, p50, p90 and worst in bd, or none.",
      );
      continue;
    }
    const falls = times.find(({ time }, at) => (time?.value ?? 0) < (times[at - 1]?.time?.value ?? 0));
    if (falls)
      report(
        [...path, falls.key],
        `\`${falls.key}\` is shorter than what stands before it.`,
        "They rise: min, p50, p90, worst.",
      );
  }
};

/** `0s` stands for no time in either unit. */
function timesOf(delay: RawDelay): { key: string; time: DelayTime | undefined }[] {
  if (typeof delay === "string") return [{ key: "", time: delayTime(delay) }];
  return (["min", "p50", "p90", "worst"] as const).flatMap((key) => {
    const text = delay[key];
    if (text === undefined || text === "unbounded" || /^0+(s|m|h|d|w)$/.test(text)) return [];
    return [{ key, time: delayTime(text) }];
  });
}

const delaysKeepTheWorst: Rule = (draft, report) => {
  for (const [id, channel] of draft.channels)
    for (const [key, limit] of [
      ["delays", channel.worst],
      ["delaysBack", channel.worstBack],
    ] as const) {
      const limitMs = limit === undefined ? undefined : durationMs(limit);
      const base = builtInChannels.find((each) => each.id === id);
      const before = (key === "delays" ? base?.delays : (base?.delaysBack ?? base?.delays)) ?? [];
      const laid = { raw: channel[key], calendar: channel.calendar, worstMs: undefined };
      if (!channel[key] || limitMs === undefined || worstOf(laidOver(before, laid)) <= limitMs) continue;
      report(
        ["channels", id, key],
        `The delays add up to more than \`${key === "delays" ? "worst" : "worstBack"}\`, ${limit}.`,
        "Leave it out: it is then what the delays add up to.",
        "key",
      );
    }
};

const calendarIsKnown: Rule = (draft, report) => {
  const known = [...builtInCalendars.map((each) => each.id), ...draft.calendarIds];
  for (const [id, channel] of draft.channels) {
    if (channel.calendar !== undefined && !known.includes(channel.calendar))
      report(
        ["channels", id, "calendar"],
        `There is no calendar \`${channel.calendar}\`.`,
        suggestion(channel.calendar, known),
      );
    if (channel.calendar === undefined && !builtInChannels.some((each) => each.id === id))
      for (const { path, delay } of delaysIn([[id, channel]]))
        if (timesOf(delay).some(({ time }) => time?.unit === "business-days"))
          report(
            path,
            "Nobody knows whose business days these are.",
            `Add \`calendar\` to channel \`${id}\`.`,
          );
  }
};

const calendarIsOfThisWorld: Rule = (draft, report) => {
  for (const [id, calendar] of draft.calendars) {
    if (calendar.zone !== undefined && !isZone(calendar.zone))
      report(
        ["calendars", id, "zone"],
        `There is no time zone \`${calendar.zone}\`.`,
        "Expected one such as Europe/Prague or UTC.",
      );
    for (const [index, day] of (calendar.holidays ?? []).entries())
      if (dayMs(day) === undefined)
        report(
          ["calendars", id, "holidays", index],
          `There is no day ${day}.`,
          "Expected a day such as 2026-11-26.",
        );
  }
};

function delaysIn(
  channels: readonly (readonly [string, RawChannel])[],
): { path: (string | number)[]; delay: RawDelay }[] {
  return channels.flatMap(([id, channel]) =>
    directions.flatMap((key) =>
      Object.entries(channel[key] ?? {}).flatMap(([phase, delay]) =>
        delay === undefined ? [] : [{ path: ["channels", id, key, phase], delay }],
      ),
    ),
  );
}

export const channelRules: readonly Rule[] = [
  channelIsComplete,
  delayRises,
  delaysKeepTheWorst,
  calendarIsKnown,
  calendarIsOfThisWorld,
];
