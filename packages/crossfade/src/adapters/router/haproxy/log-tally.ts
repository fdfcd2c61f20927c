import { type MeasuredTraffic, type Series, TrafficCounter } from "@crossfade/core";
import { LineNumbers } from "./line-numbers.ts";
import { readLogLine, type ServedRequest } from "./log-line.ts";

export interface LogTallyOptions {
  /** What each line of this router begins with. */
  readonly token: string;
  readonly thresholdsMs: readonly number[];
  /** s since 1970. */
  readonly nowS: number;
  /** Seconds since an instance came up; undefined: unknown. */
  readonly ageS: (backend: string, server: string) => number | undefined;
}

/** How much was counted, and what is known not to have been. */
export interface CollectedTraffic {
  readonly counted: number;
  /** Lines of this router that never came. */
  readonly lost: number;
  /** Lines that were not this router's. */
  readonly foreign: number;
}

/** A line may come so much later than what it tells of; and whether one is lost is known before its second is told. */
const lateS = 2;

/** Lines of the log, folded into what a router has to count. */
export class LogTally {
  readonly #token: string;
  readonly #ageS: LogTallyOptions["ageS"];
  readonly #thresholdsMs: readonly number[];
  readonly #startS: number;
  #counter: TrafficCounter | undefined;
  readonly #series = new Map<string, Map<string, Series>>();
  readonly #releases = new Map<string, { generation: number; saltHash: number }>();
  readonly #numbers = new LineNumbers();
  #foreign = 0;
  #counted = 0;

  constructor({ token, thresholdsMs, nowS, ageS }: LogTallyOptions) {
    this.#token = token;
    this.#ageS = ageS;
    this.#thresholdsMs = thresholdsMs;
    this.#startS = nowS;
  }

  take(text: string): void {
    const line = readLogLine(text, this.#token);
    if (line === undefined) {
      this.#foreign++;
      return;
    }
    this.#numbers.take(line, line.served && Math.floor(line.served.endedMs / 1_000));
    if (line.served !== undefined && this.#isCurrent(line.served)) this.#note(line.served);
  }

  measure(sinceS: number, nowS: number, usersSinceS?: number): MeasuredTraffic {
    const lost = this.#numbers.lost(nowS);
    const counter =
      this.#counter ?? new TrafficCounter({ thresholdsMs: this.#thresholdsMs, nowS: this.#startS });
    // What was lost before this collector began is not known here, though some of what waited for it may be.
    const usersFromS = usersSinceS === undefined ? undefined : Math.max(usersSinceS, this.#startS + 1);
    return { ...counter.measure(sinceS, nowS - lateS, usersFromS), ...(lost === 0 ? {} : { lost }) };
  }

  tallied(): CollectedTraffic {
    return { counted: this.#counted, lost: this.#numbers.missing, foreign: this.#foreign };
  }

  #note(served: ServedRequest): void {
    const { component, label, route, bucket, outcome, latencyMs, client } = served;
    this.#counted++;
    const ageS = this.#ageS(served.backend, served.server);
    const counter = this.#counterFrom(Math.floor(served.endedMs / 1000));
    if (served.isTester) {
      counter.noteTester(component, label, outcome === "error");
      return;
    }
    const second = Math.floor(served.endedMs / 1000);
    counter.note(this.#seriesOf(component, label, route), {
      second,
      // A stream may end hours after the split in which its user was counted.
      ...(served.generation < (this.#releases.get(component)?.generation ?? 0) ? {} : { bucket }),
      outcome,
      ...(latencyMs === undefined ? {} : { latencyMs }),
      ...(ageS === undefined ? {} : { ageS }),
    });
    if (client !== undefined)
      counter.notePair(component, label, client, outcome === "error", { second, bucket });
  }

  /** Counting begins with the first line: what waited while nobody collected is older than this collector. */
  #counterFrom(firstS: number): TrafficCounter {
    this.#counter ??= new TrafficCounter({
      thresholdsMs: this.#thresholdsMs,
      nowS: Math.min(firstS, this.#startS),
    });
    return this.#counter;
  }

  /** A new salt is a new release: its buckets are other users. What still comes of the old one is not counted any more. */
  #isCurrent({ component, generation, saltHash, endedMs }: ServedRequest): boolean {
    const known = this.#releases.get(component);
    const second = Math.floor(endedMs / 1_000);
    const counter = this.#counterFrom(second);
    if (known !== undefined && known.saltHash !== saltHash && generation < known.generation) return false;
    if (known !== undefined && known.saltHash !== saltHash) {
      counter.forget(component, second);
      this.#series.delete(component);
    } else if (known !== undefined && generation > known.generation)
      // A line does not tell what was changed: users are counted anew after every change, since it may be the split.
      counter.restart(component, second);
    // Who was counted before this collector began is not known here: users count anew from then on, and that is told.
    if (known === undefined) counter.restart(component, this.#startS - 1);
    this.#releases.set(component, {
      generation: Math.max(generation, known?.generation ?? 0),
      saltHash,
    });
    return true;
  }

  #seriesOf(component: string, label: string, route: string): Series {
    const own = this.#series.get(component) ?? new Map<string, Series>();
    this.#series.set(component, own);
    const name = `${label} ${route}`;
    const known = own.get(name);
    if (known !== undefined) return known;
    const series = this.#counterFrom(this.#startS).seriesOf(component, label, route);
    own.set(name, series);
    return series;
  }
}
