import type { LiveVersion } from "@crossfade/core";
import {
  type FlagAsker,
  type RetirementStep,
  type RetirementStepId,
  retirementSteps,
} from "../wire/flag-views.ts";
import type { AskedRecord } from "./asked-flags.ts";
import type { FinalValue } from "./final-value.ts";
import type { ComponentVersions } from "./flag-readers.ts";
import { askersOf } from "./retirement-askers.ts";
import { codeBlocks, defaultBlocks, liveBlocks } from "./retirement-blocks.ts";

/** Everything that is known of a flag on its way out. */
export interface RetirementFacts {
  /** Of the flags' file. */
  readonly component: string;
  readonly key: string;
  readonly nowMs: number;
  /** Absent: the file has no such flag any more. */
  readonly feature?: { readonly lifecycle?: string };
  readonly goneSinceMs?: number;
  readonly final?: FinalValue;
  readonly finalSinceMs?: number;
  readonly lifecycleSinceMs?: number;
  readonly tombstoneSinceMs?: number;
  /** Flags that need it. */
  readonly neededBy: readonly string[];
  readonly components: readonly ComponentVersions[];
  /** Of every environment; undefined: it is not known what is live. */
  readonly live: readonly LiveVersion[] | undefined;
  /** Of every environment and this replica. */
  readonly asked: readonly AskedRecord[];
  /** Nobody may have asked for so long. */
  readonly quietMs: number;
  /** Percent of the questions of a component's versions within that time. */
  readonly cutOff: number;
}

interface Checked {
  readonly title: string;
  readonly blockedBy: readonly string[];
  readonly sinceMs?: number | undefined;
  readonly notBeforeMs?: number | undefined;
  readonly todo?: string | undefined;
}

/**
 * The way out of a flag: pin → code default = final value → out of clients → wait → out of servers → tombstone → delete. Each
 * step is held against what is known; what is not known stands in the way. The first that is not done is the next.
 */
export function retirementOf(facts: RetirementFacts): readonly RetirementStep[] {
  const checks: Readonly<Record<RetirementStepId, Checked>> = {
    pin: pin(facts),
    "code-default": codeDefault(facts),
    clients: clients(facts),
    wait: wait(facts),
    servers: servers(facts),
    tombstone: tombstone(facts),
    delete: deleted(facts),
  };
  const isDone = ({ todo, blockedBy }: Checked) => todo === undefined && blockedBy.length === 0;
  const next = retirementSteps.find((id) => !isDone(checks[id]));
  const isOver = facts.feature === undefined;
  return retirementSteps.map((id) => {
    const { title, blockedBy, sinceMs, notBeforeMs, todo } = checks[id];
    const state = isOver || isDone(checks[id]) ? "done" : id === next ? "next" : "later";
    const when = sinceMs === undefined || state !== "done" ? {} : { sinceMs };
    if (state === "done") return { id, state, title, blockedBy: [], ...when };
    return {
      id,
      state,
      title,
      blockedBy,
      ...(notBeforeMs === undefined ? {} : { notBeforeMs }),
      ...(todo === undefined ? {} : { todo }),
    };
  });
}

function pin({ key, feature, final, finalSinceMs, lifecycleSinceMs }: RetirementFacts): Checked {
  const title = final === undefined ? "pin it to one value" : `pinned to ${JSON.stringify(final.value)}`;
  const isSaid = ["retiring", "tombstone"].includes(feature?.lifecycle ?? "");
  if (final === undefined)
    return {
      title,
      blockedBy: ["what it serves depends on who asks, or when"],
      todo: `crossfade flag on ${key}, and take its rules and guards out of the file`,
    };
  if (!isSaid) return { title, blockedBy: [], todo: `crossfade flag retire ${key} --do pin` };
  return { title, blockedBy: [], sinceMs: latest(finalSinceMs, lifecycleSinceMs) };
}

function codeDefault(facts: RetirementFacts): Checked {
  const { final } = facts;
  const title =
    final === undefined ? "code default = final value" : `code default = ${JSON.stringify(final.value)}`;
  if (final === undefined) return { title, blockedBy: ["its final value is not known yet"] };
  const blockedBy = facts.components.flatMap((each) => defaultBlocks(each, facts.key, final, facts.live));
  return {
    title,
    blockedBy,
    ...todoIf(blockedBy, "release each with the final value as its default, or without the flag"),
  };
}

function clients(facts: RetirementFacts): Checked {
  const title = "out of the clients";
  const blockedBy = facts.components
    .filter(({ isClient }) => isClient)
    .flatMap((each) => codeBlocks(each, facts.key, facts.live));
  return { title, blockedBy, ...todoIf(blockedBy, "release a version of each that does not read it") };
}

/** Until the last client that reads it is below the cut-off. */
function wait(facts: RetirementFacts): Checked {
  const { components, key, live } = facts;
  const title = "no client that reads it is left";
  const mine = components.filter(({ isClient }) => isClient);
  const asked = askersOf(facts, mine);
  const blockedBy = [...liveBlocks(mine, key, live, "clients"), ...asked.blockedBy];
  return { title, blockedBy, ...whenIf(blockedBy, asked.notBeforeMs), ...todoIf(blockedBy, "wait") };
}

function servers(facts: RetirementFacts): Checked {
  const { components, key, live, neededBy } = facts;
  const title = "out of the servers";
  const mine = components.filter(({ isClient }) => !isClient);
  const blockedBy = [
    ...mine.flatMap((each) => codeBlocks(each, key, live)),
    ...liveBlocks(mine, key, live, "servers"),
    ...neededBy.map((each) => `flag ${each} needs it`),
  ];
  return {
    title,
    blockedBy,
    ...todoIf(blockedBy, "release each without it, and end the versions that read it"),
  };
}

function tombstone({ key, feature, final, tombstoneSinceMs }: RetirementFacts): Checked {
  const title =
    final === undefined
      ? "a tombstone"
      : `a tombstone: serves ${JSON.stringify(final.value)} to whoever still asks, and counts them`;
  if (feature?.lifecycle === "tombstone") return { title, blockedBy: [], sinceMs: tombstoneSinceMs };
  return { title, blockedBy: [], todo: `crossfade flag retire ${key} --do tombstone` };
}

function deleted(facts: RetirementFacts): Checked {
  const { key, feature, components, live, neededBy, goneSinceMs, nowMs, quietMs, tombstoneSinceMs } = facts;
  const title = "deleted";
  if (feature === undefined) return { title, blockedBy: [], sinceMs: goneSinceMs };
  const asked = askersOf({ ...facts, cutOff: 0 }, components);
  const rests = tombstoneSinceMs === undefined ? undefined : tombstoneSinceMs + quietMs;
  const isYoung = rests !== undefined && rests > nowMs;
  const blockedBy = [
    ...liveBlocks(components, key, live, "deletion"),
    ...asked.blockedBy,
    ...neededBy.map((each) => `flag ${each} needs it`),
    ...(isYoung ? ["it has not been a tombstone for long enough"] : []),
  ];
  const notBeforeMs = latest(asked.notBeforeMs, isYoung ? rests : undefined);
  return {
    title,
    blockedBy,
    ...whenIf(blockedBy, notBeforeMs),
    todo: `crossfade flag retire ${key} --do delete`,
  };
}

function todoIf(blockedBy: readonly string[], todo: string): { readonly todo?: string } {
  return blockedBy.length === 0 ? {} : { todo };
}

function whenIf(
  blockedBy: readonly string[],
  notBeforeMs: number | undefined,
): { readonly notBeforeMs?: number } {
  return blockedBy.length === 0 || notBeforeMs === undefined ? {} : { notBeforeMs };
}

function latest(...moments: readonly (number | undefined)[]): number | undefined {
  const known = moments.filter((each) => each !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** Everyone who asked for it while it should have been quiet, for people to see. */
export function askersInTime(facts: RetirementFacts): readonly FlagAsker[] {
  return askersOf({ ...facts, cutOff: 0 }, facts.components).askers;
}
