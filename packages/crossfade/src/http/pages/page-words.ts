import { type Markup, markup } from "../../render/draw/markup.ts";

const dayMs = 86_400_000;

/** "14:02:10 UTC" today, else with its day. */
export function timeOf(atMs: number, nowMs: number): Markup {
  const iso = new Date(atMs).toISOString();
  const [day = "", clock = ""] = iso.slice(0, 19).split("T");
  const isToday = Math.floor(atMs / dayMs) === Math.floor(nowMs / dayMs);
  return markup`<time datetime="${iso}">${isToday ? clock : `${day} ${clock}`} UTC</time>`;
}

/** "25 %", "0.05 %". */
export function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100} %`;
}

/** "45 s", "5 min", "2 h", "3 d": the largest unit that divides well enough to be read. */
export function lasting(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** A share as a bar; the words beside it say the same. */
export function bar(share: number): Markup {
  const width = 120;
  return markup`<svg class="bar" width="${width}" height="6" aria-hidden="true"><rect class="all" width="${width}" height="6" rx="3"/><rect class="part" width="${Math.min(1, share) * width}" height="6" rx="3"/></svg>`;
}

/** A sentence with commands between backticks, as the command line writes them. */
export function withCode(sentence: string): Markup {
  const parts = sentence.split("`");
  // A backtick without its other half is only a backtick.
  if (parts.length % 2 === 0) return markup`${sentence}`;
  return markup`${parts.map((part, index) => (index % 2 === 0 ? part : markup`<code>${part}</code>`))}`;
}

/** "once", "3 times". */
export function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
