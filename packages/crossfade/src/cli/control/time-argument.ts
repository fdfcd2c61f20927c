import { InvalidArgumentError } from "commander";
import { durationMs } from "../../config/duration.ts";

export type TimeArgument =
  | { readonly kind: "at"; readonly ms: number }
  | { readonly kind: "in"; readonly ms: number };

/** "2026-11-23T09:00Z" or "+30m". A time without its zone would mean another moment on every machine. */
export function timeArgument(text: string): TimeArgument {
  const after = text.startsWith("+") ? durationMs(text.slice(1)) : undefined;
  if (after !== undefined) return { kind: "in", ms: after };
  const match = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const ms = match ? Date.parse(text) : Number.NaN;
  // Date.parse takes 31 April for 1 May; nobody means that.
  const day = Date.parse(`${text.slice(0, 10)}T00:00Z`);
  const exists = !Number.isNaN(day) && new Date(day).toISOString().startsWith(text.slice(0, 10));
  if (!exists || Number.isNaN(ms))
    throw new InvalidArgumentError("Write it as 2026-11-23T09:00+01:00 or as +30m.");
  return { kind: "at", ms };
}

export function momentMs({ kind, ms }: TimeArgument, nowMs: number): number {
  return kind === "at" ? ms : nowMs + ms;
}
