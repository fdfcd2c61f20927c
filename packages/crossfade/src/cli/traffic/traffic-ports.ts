import type { Router, RouterState } from "@crossfade/core";
import type { Io } from "../commands.ts";

/** What trafficctl needs of the world. main/ provides it; tests provide fakes. */
export interface TrafficPorts {
  readonly io: TrafficIo;
  readonly version: string;
  /** CF_CONFIG_MISSING, CF_NO_ROUTER, CF_ROUTER_UNKNOWN; whether it answers is seen with the first call. */
  open(request: RouterRequest): Promise<OpenRouter>;
  nowMs(): number;
  /** Resolves after so many ms, or as soon as `until` settles or somebody wants to stop. */
  wait(ms: number, until?: Promise<unknown>): Promise<void>;
  /** A name that nobody has had yet, made of letters and digits. */
  randomId(): string;
  /** Aborted by Ctrl-C. */
  readonly stop: AbortSignal;
}

export interface TrafficIo extends Io {
  /** Absent where nobody is there to answer. */
  readonly ask?: (question: string) => Promise<string>;
  /** CF_FILE_UNREADABLE, CF_FILE_TOO_LARGE, CF_FILE_NOT_TEXT. */
  readFile(path: string, limitBytes: number): Promise<string>;
  /** Whether there is such a file. */
  exists(path: string): Promise<boolean>;
}

export interface RouterRequest {
  /** A path; without one crossfade.yaml is looked for. */
  readonly config?: string;
  /** Needed where the configuration names several. */
  readonly router?: string;
}

export interface OpenRouter {
  readonly id: string;
  readonly router: Router;
  /** The state that it was told last, from the router's own file. Undefined: it was never told one. */
  desired(): Promise<RouterState | undefined>;
  /** The signature of a tester's pin: HMAC-SHA-256 in hex, with the router's secret. */
  sign(text: string): Promise<string>;
  /** Where a report of `crossfade check --json` lies if nobody says otherwise. */
  readonly reportFile: string;
}
