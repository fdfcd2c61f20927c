import type { Observation, Validator } from "@crossfade/core";
import { confirmAll } from "../../packages/crossfade/src/analysis/confirm.ts";
import { startWorker } from "../../packages/crossfade/src/main/entries.ts";
import { ValidatorPool } from "../../packages/crossfade/src/worker/validator-pool.ts";
import type { Meeting } from "./history.ts";

export interface JudgedMeeting {
  readonly meeting: Meeting;
  /** After the product's own validator has looked at every claim. */
  readonly findings: readonly JudgedFinding[];
}

export interface JudgedFinding {
  readonly observation: Observation;
  /** An unconfirmed breaking observation is unknown. */
  readonly outcome: Observation["outcome"];
  /** Why the claim was not confirmed. */
  readonly doubt: string | undefined;
}

/** The validator as the program runs it: in a worker, with its deadlines. */
export function validator(): ValidatorPool {
  return new ValidatorPool({ startWorker: () => startWorker("validator", { stdin: true }) });
}

/** What the analysis would make of a meeting. */
export async function judged(meeting: Meeting, by: Validator): Promise<JudgedMeeting> {
  const all = await confirmAll(meeting.observations, by);
  return {
    meeting,
    findings: all.map(({ observation, doubt }) => ({
      observation,
      outcome: doubt === undefined ? observation.outcome : "unknown",
      doubt,
    })),
  };
}

/** Rules whose breaking findings need no value of a schema: what is asked for is not there, or what is needed is not sent. */
const provedByTheWire = new Set([
  "events/type-unknown",
  "http/base-path",
  "http/endpoint-missing",
  "http/request-body-required",
  "http/request-media-type",
  "http/request-parameter-encoding",
  "http/request-parameter-required",
  "http/request-security",
  "http/response-body-missing",
  "http/response-header-encoding",
  "http/response-header-required",
  "http/response-media-type",
  "http/response-status",
]);

/** What no finding may be: breaking without a proof, not confirmed, unknown without a reason or without a way to decide it. */
export function faultsOf({ meeting, findings }: JudgedMeeting): readonly string[] {
  return findings.flatMap(({ observation, outcome, doubt }) => {
    const { ruleId, claim, why, decides, operation } = observation;
    const name = `${meeting.history} ${meeting.pair} ${ruleId} ${operation ?? ""}: ${why}`;
    if (doubt !== undefined) return [`not confirmed (${doubt}): ${name}`];
    if (outcome === "breaking" && !claim && !provedByTheWire.has(ruleId))
      return [`no value shows it: ${name}`];
    if (outcome === "unknown" && (why === "" || !decides))
      return [`no reason, or nothing decides it: ${name}`];
    return [];
  });
}
