import type {
  Back,
  Dark,
  DeclaredComponent,
  Delay,
  Group,
  Kind,
  Linger,
  Link,
  Medium,
  Overlap,
} from "@crossfade/core";
import type { ConfigEnvironment } from "./environment-config.ts";
import type { Position } from "./position.ts";
import type { RouterLimit } from "./router-limits.ts";

/** What one crossfade.yaml says, with every default filled in and every list written out. No version labels yet. */
export interface SystemConfig {
  readonly id: string;
  /** The file it was read from, relative to the repository. */
  readonly file: string;
  readonly components: readonly ConfigComponent[];
  readonly links: readonly ConfigLink[];
  readonly groups: readonly Group[];
  readonly routers: readonly ConfigRouter[];
  readonly waivers: readonly Waiver[];
  readonly environments: readonly ConfigEnvironment[];
  /** The built-in one and those of the file. */
  readonly calendars: readonly ConfigCalendar[];
}

/** One component; an add-in is two of them, `outlook` and `outlook.manifest`. */
export interface ConfigComponent {
  readonly id: string;
  readonly kind: Kind;
  /** Folders end in "/", files do not, "" is everything. Empty for an external component. */
  readonly paths: readonly string[];
  /** Below `paths`, but another component's (an add-in's manifest). */
  readonly except: readonly string[];
  /** The file that carries its version, if it is not the nearest package.json. */
  readonly versionFile?: string;
  readonly channel: string;
  readonly forward: Overlap;
  readonly back: Back;
  readonly dark: Dark;
  readonly serial: boolean;
  readonly ours: boolean;
  readonly tail: boolean;
  readonly worstWaitMs: number;
  readonly worstBackMs: number;
  /** How long each step of its delivery takes, and of going back. */
  readonly delays: readonly Delay[];
  readonly delaysBack: readonly Delay[];
  readonly group?: string;
  /** `true`: no version's population ends by itself; a list: only these labels. */
  readonly endless: boolean | readonly string[];
  /** How long each version is promised to be served. */
  readonly supportMs?: number;
  readonly engine?: "postgres";
  /** Folder of migrations (kind schema). */
  readonly migrations?: string;
  /** Folder of built assets that its pages name. */
  readonly assets?: string;
  /** Files of earlier versions stay where they are (kind assets). */
  readonly keepsEarlier: boolean;
  readonly manifest?: string;
  /** The file of flags or configuration. */
  readonly file?: string;
  /** Calls of its own that read flags, beside those of OpenFeature: "flags.bool({key}, _, {default})". */
  readonly flagCalls?: readonly string[];
  readonly at: Position;
}

export const contractForms = ["http", "events", "store", "sql", "flags", "assets", "frame"] as const;
export type ContractForm = (typeof contractForms)[number];

/** Where the documents of a link lie. A path ends in "/" where it names a folder. */
export interface ContractPaths {
  readonly form: ContractForm;
  /** The sender's document, and the receiver's where `served` does not name another. */
  readonly path: string;
  /** The receiver's own document: a schema's migrations, a flag file, what an asset host holds. */
  readonly served?: string;
}

export type ConfigTolerance = "strict" | "tolerant" | "open-enum";

export interface ConfigReading {
  readonly world?: "closed" | "open";
  readonly receiver?: ConfigTolerance;
  readonly replyReceiver?: ConfigTolerance;
  readonly appliesDefaults?: boolean;
}

/** One sender, one receiver; lists in the file have been written out. */
export interface ConfigLink {
  /** "web->api http", "api->worker events orders": without the path, so that a renamed contract stays the same link. */
  readonly id: string;
  readonly sender: string;
  readonly receiver: string;
  readonly contract: ContractPaths;
  /** Where the sender's list of what it uses lies; without one it uses all of its contract. */
  readonly uses?: string;
  /** How both ends are taken to read the contract, where the file says it. */
  readonly reading?: ConfigReading;
  /** What it means that the receiver does not know a kind of value that the sender wrote (store), or a type of message (events). */
  readonly unread?: "fine" | "breaks";
  readonly medium: Medium;
  readonly inbound: Link["inbound"];
  readonly linger: Linger;
  /** True: the file does not say how long values stay; for ever is assumed. */
  readonly lingerAssumed: boolean;
  readonly queue?: string;
  readonly log?: string;
  readonly carries: boolean;
  readonly silentUnlessServing: boolean;
  readonly affinity?: Affinity;
  readonly at: Position;
}

/** `same-revision`: a sender meets only the receiver that was built from its own revision. `pins`: sender label to receiver label. */
export type Affinity =
  | { readonly kind: "same-revision" }
  | { readonly kind: "pins"; readonly pins: ReadonlyMap<string, string> };

/** A person takes one finding out of the reckoning until a day. */
export interface Waiver {
  /** The finding's id and the waiver's own. */
  readonly finding: string;
  readonly reason: string;
  readonly by: string;
  /** The last day on which it holds, YYYY-MM-DD in UTC. */
  readonly expires: string;
  /** Judged against the `now` that was passed in. An expired waiver does nothing and is reported. */
  readonly expired: boolean;
  readonly at: Position;
}

/** One router. What is absent has the default of the router that carries it out. */
export interface ConfigRouter {
  readonly id: string;
  readonly kind: RouterKind;
  readonly listen?: ListenAddress;
  /** Lower case; requests for other hosts are refused. Absent: every host. */
  readonly hosts?: readonly string[];
  /** The first match wins. */
  readonly routes: readonly ConfigRoute[];
  /** Versions oldest first, as in the file. */
  readonly upstreams: readonly DeclaredComponent[];
  /** Absent: a cookie of the router's own, `cf_id`. */
  readonly userKey?: UserKey;
  readonly salt: string;
  readonly health?: {
    readonly path?: string;
    readonly everyMs?: number;
    readonly timeoutMs?: number;
    readonly needed?: number;
  };
  /** Addresses and networks: "10.0.0.0/8", "::1". */
  readonly trusted: readonly string[];
  /** The folder of its state, relative to the folder of crossfade.yaml, or absolute. */
  readonly state: string;
  /** Kind haproxy: where its log goes. */
  readonly collect?: ListenAddress;
  readonly limits: Readonly<Partial<Record<RouterLimit, number>>>;
  /** Which instance of a version gets the next request. */
  readonly balance?: "least-in-flight" | "round-robin";
  /** What an instance answers in its first so many seconds is no evidence about its version. */
  readonly warmUpS?: number;
  /** Ascending. */
  readonly latencyThresholdsMs: readonly number[];
  readonly at: Position;
}

export type RouterKind = "embedded" | "haproxy" | "nginx" | "envoy" | "gateway-api";

export interface ListenAddress {
  /** A name or an address; IPv6 without brackets. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

export interface ConfigRoute {
  /** A prefix of whole segments: "/api", or "/" for everything. */
  readonly path: string;
  /** Lower case. */
  readonly host?: string;
  readonly to: string;
  /** In measures; its path unless the file names it. */
  readonly name: string;
}

/** What tells users apart. Header names are lower case. */
export type UserKey = { readonly kind: "cookie" | "header"; readonly name: string } | { readonly kind: "ip" };

/** Whose working days business days are. */
export interface ConfigCalendar {
  readonly id: string;
  /** A name of the time zone database: "America/Los_Angeles". */
  readonly zone: string;
  /** Weekdays that are worked, 1 (Monday) to 7 (Sunday). */
  readonly weekdays: readonly number[];
  /** "2026-11-26". */
  readonly holidays: readonly string[];
}
