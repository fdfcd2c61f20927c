const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Writes moments as people read them now, in their time zone. */
export class Moments {
  readonly nowMs: number;
  readonly zone: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #today: string;

  /** `zone` is one that the time zone database has. */
  constructor(nowMs: number, zone: string) {
    this.nowMs = nowMs;
    this.zone = zone;
    // Only numbers are asked for: names of months differ between versions of Node.
    this.#format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
    this.#today = this.#read(nowMs).day;
  }

  /** "14:02" today, else in full: "20 Nov 2026 14:02 Europe/Prague". */
  of(ms: number): string {
    const { day, time } = this.#read(ms);
    return day === this.#today ? time : `${day} ${time} ${this.zone}`;
  }

  /** For a column: "14:02" today, else the day alone: "20 Nov 2026". */
  brief(ms: number): string {
    const { day, time } = this.#read(ms);
    return day === this.#today ? time : day;
  }

  /** What is about to happen: "14:02:07" today. */
  exactly(ms: number): string {
    const { day, time, second } = this.#read(ms);
    return day === this.#today ? `${time}:${second}` : this.of(ms);
  }

  /** The moment of reading, in full. */
  now(): string {
    const { day, time, second } = this.#read(this.nowMs);
    return `${day} ${time}:${second} ${this.zone}`;
  }

  #read(ms: number): { readonly day: string; readonly time: string; readonly second: string } {
    const parts = this.#format.formatToParts(ms).map(({ type, value }) => [type, value]);
    const {
      day,
      month,
      year,
      hour,
      minute,
      second = "",
    } = Object.fromEntries(parts) as Record<string, string>;
    return { day: `${Number(day)} ${months[Number(month) - 1]} ${year}`, time: `${hour}:${minute}`, second };
  }
}

/** "40 s", "3 min", "2 h 5 min", "3 days": how long it has been, rounded down. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days`;
}
