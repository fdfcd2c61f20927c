import type { LatencyRow, MeasuredTraffic, PairRow } from "./measures.ts";
import type { RouterState } from "./router-state.ts";
import { type Answered, Series } from "./series.ts";
import type { Split } from "./split.ts";

export interface TrafficCounterOptions {
  /** Milliseconds, ascending; at most 13. */
  readonly thresholdsMs: readonly number[];
  /** When counting begins, s since 1970. */
  readonly nowS: number;
  /** What an instance answers in its first seconds is counted, but is no evidence for or against its version. Default 0. */
  readonly warmUpS?: number;
}

/** Named limits: what is beyond them is counted together, as `other`. */
export const counterLimits = { maxSeries: 1_024, maxPairs: 1_024, keptS: 900 } as const;

const other = "other";

/** What a router keeps of its traffic: counts, and the evidence by which an old and a new version are compared. */
export class TrafficCounter {
  readonly #thresholdsMs: readonly number[];
  readonly #startS: number;
  readonly #warmUpS: number;
  readonly #series = new Map<string, Series>();
  readonly #usersSinceS = new Map<string, number>();
  readonly #pairs = new Map<string, { -readonly [key in keyof PairRow]: PairRow[key] }>();

  constructor({ thresholdsMs, nowS, warmUpS = 0 }: TrafficCounterOptions) {
    this.#warmUpS = warmUpS;
    this.#thresholdsMs = [...thresholdsMs].sort((a, b) => a - b);
    this.#startS = nowS;
  }

  /** To be kept where a request finds it without a search. After `forget` it has to be asked for again. */
  seriesOf(component: string, label: string, route: string): Series {
    const name = JSON.stringify([component, label, route]);
    const known = this.#series.get(name);
    if (known !== undefined) return known;
    if (this.#series.size >= counterLimits.maxSeries && route !== other)
      return this.seriesOf(component, label, other);
    const series = new Series(
      { component, label, route },
      { thresholdsMs: this.#thresholdsMs, warmUpS: this.#warmUpS, keptS: counterLimits.keptS },
    );
    this.#series.set(name, series);
    return series;
  }

  note(series: Series, answered: Answered): void {
    series.note(answered);
  }

  /** One request of a client that says which version it is. */
  notePair(component: string, label: string, client: string, isError: boolean): void {
    const name = `${component}\n${label}\n${client}`;
    let pair = this.#pairs.get(name);
    if (pair === undefined) {
      const isOneTooMany = this.#pairs.size >= counterLimits.maxPairs && client !== other;
      if (isOneTooMany) this.notePair(component, label, other, isError);
      if (isOneTooMany) return;
      pair = { component, label, client, requests: 0, errors: 0 };
      this.#pairs.set(name, pair);
    }
    pair.requests++;
    if (isError) pair.errors++;
  }

  /** A new release of this component begins: its buckets are other users now. */
  forget(component: string): void {
    for (const [name, series] of this.#series)
      if (series.key.component === component) this.#series.delete(name);
    for (const [name, pair] of this.#pairs) if (pair.component === component) this.#pairs.delete(name);
  }

  /**
   * The split of this component has changed: users of all its versions are counted anew, so that those of old and new are
   * at risk since the same moment. Users who had their error before would else be missing from one side only.
   */
  restart(component: string, nowS: number): void {
    for (const series of this.#series.values())
      if (series.key.component === component) series.restart(nowS + 1);
    this.#usersSinceS.set(component, nowS + 1);
  }

  /** What a change of state means for what is counted: another salt is another release, another split counts users anew. */
  follow(before: RouterState | undefined, after: RouterState, nowS: number): void {
    for (const [id, { salt, split }] of Object.entries(before?.components ?? {})) {
      const next = Object.hasOwn(after.components, id) ? after.components[id] : undefined;
      if (next?.salt !== salt) this.forget(id);
      else if (!isSameSplit(split, next.split)) this.restart(id, nowS);
    }
  }

  measure(sinceS: number, nowS: number): MeasuredTraffic {
    const fromS = Math.max(sinceS, this.#startS, nowS - counterLimits.keptS);
    const series = [...this.#series.values()];
    return {
      fromS,
      toS: Math.max(fromS, nowS),
      ...(this.#usersSinceS.size > 0 ? { usersSinceS: Object.fromEntries(this.#usersSinceS) } : {}),
      seconds: series.flatMap((each) => each.rows(fromS, nowS)).sort((a, b) => a.second - b.second),
      latencies: series.map(
        (each): LatencyRow => ({ ...each.key, requests: each.requests, bins: each.bins() }),
      ),
      pairs: [...this.#pairs.values()].map((pair) => ({ ...pair })),
    };
  }
}

function isSameSplit(one: Split, other: Split): boolean {
  return (
    one.length === other.length &&
    one.every(({ to, label }, index) => other[index]?.to === to && other[index]?.label === label)
  );
}
