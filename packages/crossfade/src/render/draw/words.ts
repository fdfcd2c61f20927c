import { ABSENT, type SceneVersion } from "@crossfade/core";
import { pairText } from "../pair-groups.ts";
import { labelText } from "../words.ts";
import type { DrawnAge, DrawnPair, DrawnVersion, Sort } from "./drawing.ts";

/** The class that gives a version its hue and its mark. */
export const ageClasses: Readonly<Record<DrawnAge, string>> = {
  older: "older",
  old: "old",
  between: "mid",
  new: "new",
  same: "same",
  absent: "absent",
};

export const sortWords: Readonly<Record<Sort, string>> = {
  breaks: "breaks",
  unknown: "unknown",
  fits: "fits",
  silent: "not used",
};

/** The same in a sentence of its own. */
export function phaseSentence(version: SceneVersion | undefined): string {
  if (!version) return "not there in this moment";
  if (version.phase === "live" && version.leaving) return "live, its users may have left it already";
  return {
    live: "live: users can meet it",
    dark: "dark: it runs or lies ready, no user meets it yet",
    draining: "draining: its last processes",
    left: "left behind: none of it runs, what it wrote can still be read",
  }[version.phase];
}

/** "live", "leaving": what a version is in a scene; where it is not there, whether it comes or went. */
export function phaseText(now: SceneVersion | undefined, { age }: Pick<DrawnVersion, "age">): string {
  if (!now) return age === "new" ? "not yet" : age === "old" || age === "older" ? "gone" : "not there";
  switch (now.phase) {
    case "live":
      return now.leaving ? "leaving" : "live";
    case "dark":
      return "dark";
    case "draining":
      return "draining";
    case "left":
      return "left behind";
  }
}

export function versionLabel({ label }: Pick<DrawnVersion, "label">): string {
  return label === ABSENT ? "absent" : labelText(label);
}

/** "web 1.9.0 → api 1.9.4". */
export function meetingText({ sender, receiver }: Pick<DrawnPair, "sender" | "receiver">): string {
  return pairText({
    sender: { component: sender.component, version: sender.label, age: "same" },
    receiver: { component: receiver.component, version: receiver.label, age: "same" },
  });
}
