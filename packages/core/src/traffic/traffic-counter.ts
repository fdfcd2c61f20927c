import type { CountedUsers, LatencyRow, MeasuredTraffic, PairRow, TesterRow } from "./measures.ts";
import { RecentUsers } from "./recent-users.ts";
import type { RouterState } from "./router-state.ts";
import { type Answered, maxThresholds, Series } from "./series.ts";
import type { Split } from "./split.ts";
import { UserTimes } from "./user-times.ts";

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

type Pair = { -readonly [key in keyof Omit<PairRow, "recent">]: PairRow[key] } & { users?: RecentUsers };

/** What a router keeps of its traffic: counts, and the evidence by which an old and a new version are compared. */
export class TrafficCounter {
  readonly #thresholdsMs: readonly number[];
  readonly #startS: number;
  readonly #warmUpS: number;
  readonly #series = new Map<string, Series>();
  readonly #times = new Map<string, UserTimes>();
  readonly #usersSinceS = new Map<string, number>();
  readonly #pairs = new Map<string, Pair>();
  readonly #testers = new Map<string, { -readonly [key in keyof TesterRow]: TesterRow[key] }>();

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
      {
        thresholdsMs: this.#thresholdsMs,
        warmUpS: this.#warmUpS,
        keptS: counterLimits.keptS,
        times: this.#timesOf(component),
      },
    );
    const usersSinceS = this.#usersSinceS.get(component);
    // Its first users may come in the rest of the second in which the split changed: they count once more after it.
    if (usersSinceS !== undefined) series.restart(usersSinceS);
    this.#series.set(name, series);
    return series;
  }

  #timesOf(component: string): UserTimes {
    const known = this.#times.get(component);
    if (known !== undefined) return known;
    const times = new UserTimes(component, this.#thresholdsMs.slice(0, maxThresholds), this.#startS + 1);
    this.#times.set(component, times);
    return times;
  }

  note(series: Series, answered: Answered): void {
    series.note(answered);
  }

  /** One request of a client that says which version it is; whose, and when, where that is known. */
  notePair(
    component: string,
    label: string,
    client: string,
    isError: boolean,
    asked?: Pick<Answered, "second" | "bucket">,
  ): void {
    const name = `${component}\n${label}\n${client}`;
    let pair = this.#pairs.get(name);
    if (pair === undefined) {
      const isOneTooMany = this.#pairs.size >= counterLimits.maxPairs && client !== other;
      if (isOneTooMany) this.notePair(component, label, other, isError, asked);
      if (isOneTooMany) return;
      pair = { component, label, client, requests: 0, errors: 0 };
      this.#pairs.set(name, pair);
    }
    pair.requests++;
    if (isError) pair.errors++;
    if (asked?.bucket === undefined) return;
    pair.users ??= new RecentUsers();
    pair.users.note(asked.second, asked.bucket);
  }

  /** One request that a tester's pin sent here. As many rows as there are versions: labels come from a router's state. */
  noteTester(component: string, label: string, isError: boolean): void {
    const name = `${component}@${label}`;
    const row = this.#testers.get(name) ?? { component, label, requests: 0, errors: 0 };
    row.requests++;
    if (isError) row.errors++;
    this.#testers.set(name, row);
  }

  /** A new release of this component begins in this second: its buckets are other users now. */
  forget(component: string, nowS: number): void {
    this.#times.get(component)?.clear(nowS + 1);
    for (const [name, series] of this.#series)
      if (series.key.component === component) this.#series.delete(name);
    this.#usersSinceS.delete(component);
    for (const rows of [this.#pairs, this.#testers])
      for (const [name, row] of rows) if (row.component === component) rows.delete(name);
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
      if (next?.salt !== salt) this.forget(id, nowS);
      else if (!isSameSplit(split, next.split)) this.restart(id, nowS);
    }
  }

  #pairRow({ users, ...pair }: Pair, nowS: number): PairRow {
    if (users === undefined) return pair;
    const recent = users.seen(nowS);
    return { ...pair, recent: { ...recent, sinceS: Math.max(recent.sinceS, this.#startS) } };
  }

  #usersSince(sinceS: number): CountedUsers {
    return { sinceS, rows: [...this.#times.values()].map((each) => each.since(sinceS)) };
  }

  /** `usersSinceS`: a whole second since which users are to be counted, however long ago; absent: they are not. */
  measure(sinceS: number, nowS: number, usersSinceS?: number): MeasuredTraffic {
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
      pairs: [...this.#pairs.values()].map((pair) => this.#pairRow(pair, nowS)),
      ...(usersSinceS === undefined
        ? {}
        : { users: this.#usersSince(Math.max(usersSinceS, this.#startS + 1)) }),
      ...(this.#testers.size > 0 ? { testers: [...this.#testers.values()].map((row) => ({ ...row })) } : {}),
    };
  }
}

function isSameSplit(one: Split, other: Split): boolean {
  return (
    one.length === other.length &&
    one.every(({ to, label }, index) => other[index]?.to === to && other[index]?.label === label)
  );
}
