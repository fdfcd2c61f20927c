import type { Estimate, OpenEnd } from "@crossfade/core";

const DAY_MS = 86_400_000;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Writes moments as people read them in one time zone, seen from the start of the release. */
export class Dates {
  readonly #startMs: number;
  readonly #format: Intl.DateTimeFormat;
  readonly #year: string;

  /** `zone` is one that the time zone database has. */
  constructor(startMs: number, zone: string) {
    this.#startMs = startMs;
    // Only numbers are asked for: names of months differ between versions of Node.
    this.#format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    this.#year = this.#parts(startMs).year ?? "";
  }

  /** "23 Nov 09:05" within two days of the start, then "3 Dec", "3 Jan 2027"; "no date" for null. */
  of(ms: number | null): string {
    if (ms === null) return "no date";
    const { day, month, year, hour, minute } = this.#parts(ms);
    const date = `${Number(day)} ${months[Number(month) - 1]}`;
    if (year !== this.#year) return `${date} ${year}`;
    return Math.abs(ms - this.#startMs) < 2 * DAY_MS ? `${date} ${hour}:${minute}` : date;
  }

  /** Always with year and time: "23 Nov 2026 09:05". */
  full(ms: number): string {
    const { day, month, year, hour, minute } = this.#parts(ms);
    return `${Number(day)} ${months[Number(month) - 1]} ${year} ${hour}:${minute}`;
  }

  /** "until 3 Dec (p50 28 Nov, p90 3 Dec)": the promise is the p90. What has no date says why. */
  promise({ p50, p90, open }: Estimate): string {
    if (p90 === null) return `: no end known${whyOpen(open, ", ", undated)}`;
    return ` until ${this.of(p90)} (p50 ${this.of(p50)}, p90 ${this.of(p90)})`;
  }

  /** The p90 with p50, p90 and worst. */
  range(estimate: Estimate): string {
    const { p50, p90, worst, open } = estimate;
    if (p90 === null) return `no date${whyOpen(open, ": ", undated)}`;
    const last = worst === null ? `worst: no end known${whyOpen(open, ": ")}` : `worst ${this.of(worst)}`;
    return `${this.of(p90)} (p50 ${this.of(p50)}, p90 ${this.of(p90)}, ${last})`;
  }

  #parts(ms: number): Partial<Record<Intl.DateTimeFormatPartTypes, string>> {
    return Object.fromEntries(this.#format.formatToParts(ms).map(({ type, value }) => [type, value]));
  }
}

/** A step without a limit takes away the worst, not the p90. */
function undated({ kind }: OpenEnd): boolean {
  return kind !== "unbounded";
}

function whyOpen(
  open: readonly OpenEnd[] | undefined,
  before: string,
  matters: (each: OpenEnd) => boolean = () => true,
): string {
  const reasons = [...new Set((open ?? []).filter(matters).map(openText))];
  return reasons.length === 0 ? "" : `${before}${reasons.join("; ")}`;
}

/** "the consent step of outlook.manifest 2.0.0 has no limit". */
function openText({ kind, component, version, of }: OpenEnd): string {
  const who = `${component} ${version}`;
  if (kind === "third-party") return `${component} is a third party`;
  if (kind === "endless") return `${who} never ends`;
  if (kind === "for-ever") return `what ${who} wrote stays for ever`;
  if (kind === "calendar") return `beyond the years that the calendar ${of} was read for`;
  return `the ${of} step of ${who} has no limit`;
}

/** "2 h", "3.5 d": durations of a forecast are rough. */
export function roughly(ms: number): string {
  const units = [
    [DAY_MS, "d"],
    [3_600_000, "h"],
    [60_000, "min"],
    [1000, "s"],
  ] as const;
  const [size, unit] = units.find(([each]) => ms >= each) ?? ([1000, "s"] as const);
  const count = ms / size;
  return `${count < 10 ? Math.round(count * 10) / 10 : Math.round(count)} ${unit}`;
}
