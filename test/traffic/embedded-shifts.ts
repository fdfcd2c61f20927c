import { type Load, load } from "../support/wrk.ts";
import { startOrigin } from "./origin.ts";
import { startEmbedded } from "./running-embedded.ts";
import { percentile, shiftCycles } from "./shift-cycles.ts";

export interface Shifts {
  readonly load: Load;
  readonly changes: number;
  /** From the return of a change to the start of the last request on the side that was left. */
  readonly lateMs: { readonly p50: number; readonly p99: number };
  readonly tookMs: { readonly p50: number; readonly p99: number };
  /** Requests that the origins saw. */
  readonly seen: number;
}

/** Everybody there and back, again and again, while as many requests come as the machine can make. */
export async function embeddedShifts(cycles: number, holdMs = 150): Promise<Shifts> {
  const old = await startOrigin("v1");
  const fresh = await startOrigin("v2");
  const origins = [old, fresh].map(({ label, url }) => ({ label, urls: [url] }));
  const proxy = await startEmbedded(origins);
  try {
    const seconds = Math.ceil((cycles * 2 * (holdMs + 60)) / 1_000) + 2;
    const loading = load({ url: proxy.url, seconds });
    await new Promise((done) => setTimeout(done, 500));
    const shifts = await shiftCycles({ router: proxy.router, component: "app", old, fresh, cycles, holdMs });
    const done = await loading;
    const spread = (values: readonly number[]) => ({
      p50: percentile(values, 0.5),
      p99: percentile(values, 0.99),
    });
    return {
      load: done,
      changes: shifts.length,
      lateMs: spread(shifts.map(({ lateMs }) => lateMs)),
      tookMs: spread(shifts.map(({ tookMs }) => tookMs)),
      seen: (await old.seen()).requests + (await fresh.seen()).requests,
    };
  } finally {
    await proxy.stop();
    await Promise.all([old.stop(), fresh.stop()]);
  }
}
