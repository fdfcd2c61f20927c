import { bucketCount, type Choice } from "@crossfade/core";
import type { Given } from "../../analysis/traffic/who-gets-what.ts";
import { forTerminal } from "../escape.ts";
import { lines } from "./columns.ts";

/** One sentence a component: "api 2.0.0, because bucket 412 is below 500". */
export function whoText(given: readonly Given[], userKey: string): string {
  return lines(given.map((each) => forTerminal(whoSentence(each, userKey))));
}

export function whoSentence(given: Given, userKey: string): string {
  const { component, choice, unready, heldUntilMs } = given;
  if (choice === undefined) return `${component}: nobody answers, because no version has users`;
  const asides = [
    refusal(given),
    unready ? "none of its instances is ready" : "",
    heldUntilMs === undefined ? "" : `requests of ${component} are held now`,
  ].filter((each) => each !== "");
  return [`${component} ${choice.label}, because ${because(choice, userKey)}`, ...asides].join("; ");
}

function because({ by }: Choice, userKey: string): string {
  switch (by.kind) {
    case "tester-pin":
      return "a tester's pin says so";
    case "affinity-pin":
      return "the page that asks is of this version";
    case "user-pin":
      return `${userKey} is pinned to it`;
    case "bucket": {
      const { from, to } = by.segment;
      if (from === 0 && to === bucketCount) return "everybody gets it";
      if (from === 0) return `bucket ${by.bucket} is below ${to}`;
      if (to === bucketCount) return `bucket ${by.bucket} is not below ${from}`;
      return `bucket ${by.bucket} is from ${from} up to ${to}`;
    }
  }
}

function refusal({ choice, refusedStage }: Given): string {
  const pin = choice?.refusedPin;
  if (pin === undefined) return "";
  if (refusedStage === undefined) return `${pin} was asked for, which the router does not know`;
  return `${pin} was asked for, which is ${refusedStage}`;
}
