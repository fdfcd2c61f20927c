import type { HttpBindings } from "@hono/node-server";
import type { ControlPlane } from "../control/control-plane.ts";
import type { Authenticated } from "../control/tokens.ts";
import type { httpLimits } from "./limits.ts";
import type { ControlMetrics } from "./metrics.ts";
import type { FlagServing } from "./ofrep/flag-serving.ts";

export interface AppOptions {
  readonly control: ControlPlane;
  readonly metrics: ControlMetrics;
  /** Absent: this control plane serves no flags. */
  readonly flags?: FlagServing;
  /** Of Crossfade: whoever asks sees whom they speak with. */
  readonly version: string;
  /**
   * Host names, without a port, beside those of the loopback: whoever comes by another name was led here by a page that
   * renamed itself (DNS rebinding).
   */
  readonly hosts: readonly string[];
  /** Ends with an https:// in front: cookies are then sent over nothing else. */
  readonly isBehindTls: boolean;
  readonly nowMs: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
  /** One line a request, JSON. */
  readonly log: (line: string) => void;
  /** Named limits that tests, or a large site, want otherwise. */
  readonly limits?: Partial<HttpLimits>;
}

export type HttpLimits = {
  readonly [Name in keyof typeof httpLimits]: (typeof httpLimits)[Name] extends number
    ? number
    : { readonly perSecond: number; readonly burst: number };
};

/** What travels with a request from room to room. */
export interface AppEnv {
  Bindings: Partial<HttpBindings>;
  Variables: {
    requestId: string;
    caller: Authenticated;
    /** For the log: what went wrong, as a code. */
    code?: string;
  };
}
