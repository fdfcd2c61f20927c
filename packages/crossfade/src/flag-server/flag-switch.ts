import { CrossfadeError } from "@crossfade/core";
import {
  boundAgainst,
  isOffForEveryone,
  momentText,
  type ScheduleBounds,
  scheduleFeature,
  secondsOf,
} from "@crossfade/flags/file";
import type { z } from "zod";
import type { flagChangeRequest } from "../wire/flag-requests.ts";
import { edit, editedText, knownFeature } from "./feature-edit.ts";
import type { FlagFile } from "./flag-file.ts";

type ChangeRequest = z.output<typeof flagChangeRequest>;

/** The text with what was asked for: in effect at once, or from a moment on. CF_FLAG_SCHEDULE_REFUSED, and those of `edit` */
export function switched(source: FlagFile, key: string, { values, from }: ChangeRequest, nowMs: number) {
  return (text: string): string => {
    if (from === undefined) return edit(source, key, values)(text);
    const { enabled, ...others } = values;
    const nowS = Math.floor(nowMs / 1_000);
    const atS = from === "now" ? undefined : Math.ceil(from / 1_000);
    if (atS !== undefined) admit({ source, key, isOn: enabled === true, atS, nowS });
    // Until then it goes on as it is.
    const now = enabled !== true && atS !== undefined ? others : values;
    const bounds = enabled === true ? boundsOfOn(source, key, atS, nowS) : boundsOfOff(atS);
    const edited = edit(source, key, now)(text);
    return editedText(source, key, scheduleFeature(edited, key, bounds));
  };
}

/** What it waited for is over; an end that is still to come stays. */
function boundsOfOn(source: FlagFile, key: string, atS: number | undefined, nowS: number): ScheduleBounds {
  const ends = knownFeature(source, key).schedule?.not_after;
  const endS = ends === undefined ? undefined : secondsOf(ends);
  const isOver = endS !== undefined && endS <= (atS ?? nowS);
  return { not_before: atS === undefined ? null : momentText(atS), ...(isOver ? { not_after: null } : {}) };
}

const boundsOfOff = (atS: number | undefined): ScheduleBounds =>
  atS === undefined ? {} : { not_after: momentText(atS) };

interface Ask {
  readonly source: FlagFile;
  readonly key: string;
  readonly isOn: boolean;
  readonly atS: number;
  readonly nowS: number;
}

/** A schedule says when, and nothing else: it neither takes the flag from anybody before, nor gives it to them. */
function admit({ source, key, isOn, atS, nowS }: Ask): void {
  const feature = knownFeature(source, key);
  const { schedule } = feature;
  const moment = momentText(atS);
  const refuse = (why: string, todo: string) => {
    const word = isOn ? "on" : "off";
    throw new CrossfadeError("CF_FLAG_SCHEDULE_REFUSED", { key, word, moment, why, todo });
  };
  if (atS <= nowS)
    refuse("that time is past", "Give a time that is still to come; without --at it is in effect at once.");
  if (isOn) {
    if (!isOffForEveryone(source.state.file, key, nowS))
      refuse(
        "users may have it now, and would lose it until then",
        `For everyone now: \`crossfade flag on ${key}\`. For everyone then, and until then for whom it is on now: \`crossfade flag ramp ${key} 100 --bake 1m --at ${moment}\`.`,
      );
    return;
  }
  const against = boundAgainst(schedule, nowS);
  if ((feature.enabled === false && feature.flagd === undefined) || against?.bound === "not_after")
    refuse("it is off for everyone already", `\`crossfade flag show ${key}\` shows why.`);
  if (against !== undefined && against.atS >= atS)
    refuse(
      `it is on from ${momentText(against.atS)} only`,
      `Give a later time; so that it does not come at all: \`crossfade flag off ${key}\`.`,
    );
}
