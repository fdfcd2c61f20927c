/** What `crossfade router` needs done. main/ provides it; tests provide fakes. */
export interface RouterPorts {
  /** CF_CONFIG_…, CF_ROUTER_…, CF_HAPROXY_… */
  writeConfig(choice: RouterChoiceFlags): Promise<WrittenRouterConfig>;
  /** The same, as text; nothing is written. */
  previewConfig(choice: RouterChoiceFlags): Promise<string>;
  /** Counts the traffic of a router by its log, until it is told to end. CF_COLLECTOR_PORT, CF_CONFIG_…, CF_ROUTER_… */
  collect(choice: RouterChoiceFlags, tell: (notice: CollectNotice) => void): Promise<void>;
}

export interface RouterChoiceFlags {
  readonly config?: string;
  readonly router?: string;
}

export interface WrittenRouterConfig {
  readonly router: string;
  readonly listen: { readonly host: string; readonly port: number };
  /** As one would type it. */
  readonly file: string;
  readonly versions: readonly {
    readonly component: string;
    readonly label: string;
    readonly instances: number;
  }[];
  /** Absent: there was nobody to judge it. */
  readonly acceptedBy?: string;
}

/** What a person, or a log, is told while the traffic is counted. */
export type CollectNotice =
  | {
      readonly kind: "collecting";
      readonly router: string;
      readonly at: { readonly host: string; readonly port: number };
    }
  /** Requests that were served and not counted, and lines that were not this router's; since it began. */
  | { readonly kind: "missed"; readonly lost: number; readonly foreign: number }
  | { readonly kind: "stopped"; readonly counted: number };
