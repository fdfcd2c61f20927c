import type { JournalEntry } from "@crossfade/core";

/** CloudEvents 1.0, structured as JSON. */
export interface CloudEvent {
  readonly specversion: "1.0";
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: "application/json";
  readonly data: Readonly<Record<string, unknown>>;
}

export interface EntryOf {
  readonly release: string;
  readonly environment: string;
}

/** An entry of a release's journal, as it is told to others. The same entry has the same id, whoever tells it. */
export function releaseEnvelope(
  { release, environment }: EntryOf,
  { seq, atMs, actor, event }: JournalEntry,
): CloudEvent {
  const { kind, ...details } = event;
  const step = "step" in event ? event.step : undefined;
  return {
    specversion: "1.0",
    id: `${release}/${seq}`,
    source: `/environments/${encodeURIComponent(environment)}/releases/${encodeURIComponent(release)}`,
    type: `dev.crossfade.release.${kind}`,
    subject: step ?? release,
    time: new Date(atMs).toISOString(),
    datacontenttype: "application/json",
    data: { eventSchema: 1, release, environment, seq, actor, kind, ...details },
  };
}
