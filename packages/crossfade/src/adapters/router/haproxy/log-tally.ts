import { type MeasuredTraffic, type Series, TrafficCounter } from "@crossfade/core";
import { type LogLine, readLogLine, type ServedRequest } from "./log-line.ts";

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

/** A line may come so much later than what it tells of. */
const lateS = 1;
/** Of so many processes (each reload is one) it is remembered which lines came. */
const maxProcesses = 16;

/** Lines of the log, folded into what a router has to count. */
export class LogTally {
  readonly #token: string;
  readonly #ageS: LogTallyOptions["ageS"];
  readonly #thresholdsMs: readonly number[];
  readonly #startS: number;
  #counter: TrafficCounter | undefined;
  readonly #series = new Map<string, Map<string, Series>>();
  readonly #releases = new Map<string, { generation: number; saltHash: number }>();
  readonly #processes = new Map<number, { first: number; last: number; count: number }>();
  #lostBefore = 0;
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
    this.#number(line);
    if (line.served !== undefined && this.#isCurrent(line.served)) this.#note(line.served);
  }

  measure(sinceS: number, nowS: number): MeasuredTraffic {
    const { lost } = this.tallied();
    const counter =
      this.#counter ?? new TrafficCounter({ thresholdsMs: this.#thresholdsMs, nowS: this.#startS });
    return { ...counter.measure(sinceS, nowS - lateS), ...(lost === 0 ? {} : { lost }) };
  }

  tallied(): CollectedTraffic {
    const lost = [...this.#processes.values()].reduce((sum, each) => sum + missing(each), this.#lostBefore);
    return { counted: this.#counted, lost, foreign: this.#foreign };
  }

  #note(served: ServedRequest): void {
    const { component, label, route, bucket, outcome, latencyMs, client } = served;
    this.#counted++;
    const ageS = this.#ageS(served.backend, served.server);
    const counter = this.#counterFrom(Math.floor(served.endedMs / 1000));
    counter.note(this.#seriesOf(component, label, route), {
      second: Math.floor(served.endedMs / 1000),
      bucket,
      outcome,
      ...(latencyMs === undefined ? {} : { latencyMs }),
      ...(ageS === undefined ? {} : { ageS }),
    });
    if (client !== undefined) counter.notePair(component, label, client, outcome === "error");
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
    if (known !== undefined && known.saltHash !== saltHash && generation < known.generation) return false;
    if (known !== undefined && known.saltHash !== saltHash) {
      this.#counter?.forget(component);
      this.#series.delete(component);
    } else if (known !== undefined && generation > known.generation)
      // A line does not tell what was changed: users are counted anew after every change, since it may be the split.
      this.#counter?.restart(component, Math.floor(endedMs / 1_000));
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

  /** Threads of one process may hand in their lines in another order than they numbered them. */
  #number({ pid, number }: LogLine): void {
    const known = this.#processes.get(pid);
    if (known !== undefined) {
      known.first = Math.min(known.first, number);
      known.last = Math.max(known.last, number);
      known.count++;
      return;
    }
    const [oldest] = this.#processes;
    if (oldest !== undefined && this.#processes.size >= maxProcesses) {
      this.#lostBefore += missing(oldest[1]);
      this.#processes.delete(oldest[0]);
    }
    this.#processes.set(pid, { first: number, last: number, count: 1 });
  }
}

function missing({ first, last, count }: { first: number; last: number; count: number }): number {
  return Math.max(0, last - first + 1 - count);
}
