import { CrossfadeError, type LiveVersion } from "@crossfade/core";
import { removeFeature } from "@crossfade/flags/file";
import type { z } from "zod";
import type { Caller } from "../control/caller.ts";
import type { FlagRetirementQuery, flagRetireRequest } from "../wire/flag-requests.ts";
import type { FlagChanged, FlagReaders, FlagRetirement } from "../wire/flag-views.ts";
import { edit, unknownFeature } from "./feature-edit.ts";
import { finalSinceMs, finalValue, goneSinceMs, lifecycleSinceMs } from "./final-value.ts";
import type { FlagFile } from "./flag-file.ts";
import { type ComponentVersions, flagReaders } from "./flag-readers.ts";
import { changed, type Flags } from "./flags.ts";
import { askersInTime, type RetirementFacts, retirementOf } from "./retirement.ts";
import { retirementPlan } from "./retirement-plan.ts";
import type { ServedFlags } from "./served-flags.ts";

type All = readonly [ServedFlags, ...ServedFlags[]];
type Terms = Pick<FlagRetirementQuery, "quietMs" | "cutOff">;

const retirementTerms = {
  /** Nobody may have asked for so long. */
  quietMs: 7 * 86_400_000,
  /** Percent. */
  cutOff: 0,
} as const;

/** Who reads which flag, and the way out of one. Of all environments: one file serves them. */
export class FlagEndOfLife {
  readonly #flags: Flags;

  constructor(flags: Flags) {
    this.#flags = flags;
  }

  /** To be awaited before a question: what lives and what was published, as it is now. */
  refresh(): Promise<void> {
    return this.#flags.refresh();
  }

  /** CF_FLAG_SET_UNKNOWN, CF_FORBIDDEN, CF_FLAG_FILE_UNREADABLE */
  readers(caller: Caller, component?: string): FlagReaders {
    const all = this.#flags.readable(caller, component);
    const [{ source, component: id }] = all;
    const served = Object.keys(source.state.file.features);
    return { component: id, ...flagReaders(served, versionsOf(all), liveOf(all) ?? []) };
  }

  /** … CF_FLAG_UNKNOWN where there never was such a flag, as far as revisions are kept. */
  retirement(caller: Caller, key: string, request: FlagRetirementQuery): FlagRetirement {
    const all = this.#flags.readable(caller, request.component);
    return this.#retirement(all, key, request);
  }

  /** Does a step that the file can do, if it is the next. … CF_FLAG_RETIRE_BLOCKED */
  retire(caller: Caller, key: string, request: z.output<typeof flagRetireRequest>): FlagChanged {
    const { source, component, author } = this.#flags.writable(caller, request);
    const all = this.#flags.readable(caller, component);
    const { steps } = this.#retirement(all, key, request);
    const step = steps.find(({ id }) => id === request.step);
    const next = steps.find(({ state }) => state === "next");
    if (step?.state === "done") return changed(source, component, undefined);
    if (step?.state !== "next" || step.blockedBy.length > 0) {
      const at = step?.state === "next" ? step : next;
      const why = at === undefined ? "" : [at.title, ...at.blockedBy].join("; ");
      throw new CrossfadeError("CF_FLAG_RETIRE_BLOCKED", { key, step: request.step, why });
    }
    const reason = `retire ${key}: ${request.step}${author.why === "" ? "" : `: ${author.why}`}`;
    const deed =
      request.step === "delete"
        ? removal(source, key)
        : edit(source, key, { lifecycle: request.step === "pin" ? "retiring" : "tombstone" });
    return changed(source, component, source.change({ ...author, why: reason }, deed));
  }

  #retirement(all: All, key: string, terms: Terms): FlagRetirement {
    const [{ source, component }] = all;
    const facts = this.#facts(all, key, terms);
    if (facts.feature === undefined && facts.goneSinceMs === undefined) throw unknownFeature(source, key);
    const { final, quietMs, cutOff } = facts;
    const planned = facts.feature === undefined ? undefined : retirementPlan(facts);
    return {
      component,
      key,
      revision: source.state.revision,
      ...(final === undefined ? {} : { final }),
      steps: retirementOf(facts).map((each) => ({ ...each, ...planned?.steps.get(each.id) })),
      ...optional({ planning: planned?.planning }),
      asked: askersInTime(facts),
      countedSinceMs: Math.max(...all.map(({ asked }) => asked.sinceMs)),
      quietMs,
      cutOff,
    };
  }

  #facts(all: All, key: string, terms: Terms): RetirementFacts {
    const [{ source, component }] = all;
    const { state, history } = source;
    const { features } = state.file;
    const feature = Object.hasOwn(features, key) ? features[key] : undefined;
    const final = finalValue(state, key);
    const { quietMs, cutOff } = { ...retirementTerms, ...terms };
    return {
      component,
      key,
      nowMs: this.#flags.nowMs(),
      quietMs: quietMs ?? retirementTerms.quietMs,
      cutOff: cutOff ?? retirementTerms.cutOff,
      ...(feature === undefined
        ? optional({ goneSinceMs: goneSinceMs(history, key) })
        : { feature: optional({ lifecycle: feature.lifecycle }) }),
      ...optional({
        final,
        finalSinceMs: final && finalSinceMs(history, key, final),
        lifecycleSinceMs: lifecycleSinceMs(history, key, ["retiring", "tombstone"]),
        tombstoneSinceMs: lifecycleSinceMs(history, key, ["tombstone"]),
      }),
      neededBy: Object.entries(features).flatMap(([other, { needs }]) =>
        Object.hasOwn(needs?.flags ?? {}, key) ? [other] : [],
      ),
      components: versionsOf(all),
      live: liveOf(all),
      asked: all.map(({ asked }) => asked.record),
    };
  }
}

function removal(source: FlagFile, key: string) {
  return (text: string): string => {
    const removed = removeFeature(text, key);
    if (removed.ok) return removed.text;
    const why = `${key} stands where only a person can take it out.`;
    throw new CrossfadeError("CF_FLAG_CHANGE_REFUSED", { file: source.name, why });
  };
}

function versionsOf([{ reads }]: All): readonly ComponentVersions[] {
  return (reads?.components ?? []).map((each) => ({ ...each, versions: reads?.versionsOf(each.id) ?? [] }));
}

/** Of all environments; undefined while that of one, or what versions read, is not known. */
function liveOf(all: All): readonly LiveVersion[] | undefined {
  if (all.some(({ live, reads }) => live === undefined || reads?.isKnown !== true)) return undefined;
  return all.flatMap(({ live }) => live ?? []);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function optional<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}
