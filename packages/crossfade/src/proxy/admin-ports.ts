import type { DrainTarget, MeasuredTraffic, RouterReading, RouterState } from "@crossfade/core";

/** What the admin socket needs of the process that it speaks for. */
export interface AdminPorts {
  reading(): RouterReading;
  /** On the disk and at work when it resolves. CF_ROUTER_STALE, CF_ROUTER_STATE_UNWRITABLE. */
  apply(state: RouterState): Promise<void>;
  measure(sinceS: number, usersSinceS?: number): MeasuredTraffic;
  drain(
    target: DrainTarget,
    withinMs: number,
  ): Promise<{ readonly requests: number; readonly streams: number }>;
  process(): ProcessInfo;
  readonly log: EventLog;
}

/** `GET /v1/process` */
export interface ProcessInfo {
  readonly router: string;
  /** Where it really listens. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly pid: number;
  readonly settingsDigest: string;
}

/** Something that a person at a terminal wants to know of. Values are short texts and numbers. */
export interface ProxyEvent {
  readonly event: string;
  readonly [detail: string]: string | number;
}

export interface EventLog {
  tell(event: ProxyEvent): void;
  /** Until what it returns is called. */
  follow(follower: (event: ProxyEvent) => void): () => void;
}
