import type { RouterReading } from "@crossfade/core";

/** What `crossfade proxy` needs done. main/ provides it; tests provide fakes. */
export interface ProxyPorts {
  /**
   * Starts the embedded proxy, or takes over the one that runs, and watches over it until it is told to end. CF_PROXY_…,
   * CF_ROUTER_…, CF_CONFIG_…
   */
  run(request: ProxyRequest, tell: (notice: ProxyNotice) => void): Promise<void>;
}

export interface ProxyRequest {
  readonly config?: string;
  readonly router?: string;
  /** End the one that runs first, in order. */
  readonly restart: boolean;
}

/** What a person, or a log, is told while a proxy runs. */
export type ProxyNotice =
  | {
      readonly kind: "serving";
      readonly router: string;
      readonly at: { readonly host: string; readonly port: number };
      readonly pid: number;
      /** started: now · adopted: it ran already · restarted: it had ended by itself. */
      readonly how: "started" | "adopted" | "restarted";
      readonly reading: RouterReading;
      /** Where it writes what it has to say. */
      readonly log: string;
    }
  /** What the proxy itself tells: a change, an instance that is not well. */
  | {
      readonly kind: "event";
      readonly event: string;
      readonly details: Readonly<Record<string, string | number>>;
    }
  | { readonly kind: "ended"; readonly pid: number; readonly againInMs: number }
  | { readonly kind: "stopping"; readonly pid: number; readonly withinMs: number }
  | { readonly kind: "stopped"; readonly pid: number; readonly byUs: boolean }
  /** crossfade.yaml was read again. */
  | { readonly kind: "reread"; readonly differs: readonly string[]; readonly needsRestart: boolean };
