import type { ControlApi, ServerAddress } from "../client/control-api.ts";
import type { PublishRequest } from "../wire/requests.ts";
import type { ProxyNotice } from "./proxy-ports.ts";

/** What the verbs of the control plane need done. main/ provides it; tests provide fakes. */
export interface ControlPorts {
  /** Nothing is sent yet. */
  connect(address: ServerAddress): ControlApi;
  /** What crossfade.yaml says about where one is. Without a file, and without `config`, there are no environments. CF_CONFIG_… */
  place(config?: string): Promise<ControlPlace>;
  /** The token in a file, without the blanks around it. CF_TOKEN_FILE: it cannot be read, others may read it, or it holds no token. */
  readToken(path: string): Promise<string>;
  /** Into a file that was not there, for its owner alone. CF_OUTPUT_UNWRITABLE */
  writeToken(path: string, token: string): Promise<void>;
  /** The text of a file, or of "-", the standard input. CF_FILE_UNREADABLE */
  readText(path: string): Promise<string>;
  /** What the checkout says about these versions. CF_CONFIG_…, CF_GIT_…, CF_COMPONENT_… */
  collect(request: CollectRequest): Promise<readonly PublishRequest[]>;
  /** Runs the control plane until it is told to end. CF_STORE_LOCKED, CF_DATABASE_…, CF_CONFIG_…, CF_SERVER_PORT */
  up(request: UpRequest, tell: (notice: UpNotice) => void): Promise<void>;
  /** Everything in the store as lines, into a file that was not there, or "-". Resolves to the number of lines. */
  exportTo(request: StoreFileRequest): Promise<number>;
  /** Into an empty store. Resolves to the number of lines. */
  importFrom(request: StoreFileRequest): Promise<number>;
  /** Absent where nobody is there to answer. */
  readonly ask?: (question: string) => Promise<string>;
  nowMs(): number;
  /** Resolves after so many ms, or as soon as `until` settles or somebody wants to stop. */
  wait(ms: number, until?: Promise<unknown>): Promise<void>;
  /** The time zone of whoever reads, as the time zone database names it. */
  readonly zone: string;
  /** How one is told to end; a verb that ends by itself says so first. */
  readonly stop: { readonly signal: AbortSignal; inOrder(): void };
}

export interface ControlPlace {
  /** Ids of crossfade.yaml. */
  readonly environments: readonly string[];
  /** Where the first admin token lies, if it is there: `.crossfade/control/admin-token` beside crossfade.yaml. Absolute. */
  readonly tokenFile?: string;
}

export interface CollectRequest {
  /** Empty: every component of crossfade.yaml that has versions. Without a label: the component's own version there. */
  readonly versions: readonly { readonly component: string; readonly label?: string }[];
  readonly from:
    | { readonly kind: "work-tree" }
    | { readonly kind: "folder"; readonly folder: string }
    | { readonly kind: "revision"; readonly revision: string };
  readonly config?: string;
}

export interface UpRequest {
  readonly config?: string;
  readonly listen: { readonly host: string; readonly port: number };
  /** Where definitions of flags are served for providers of flagd; absent: at the usual place, if nobody else is there. */
  readonly flagd?: { readonly host: string; readonly port: number };
  /** Only this environment's routers are watched over. Absent: all. */
  readonly environment?: string;
}

/** What a person, or a log, is told while the control plane runs. */
export type UpNotice =
  | {
      readonly kind: "serving";
      readonly url: string;
      readonly store:
        | { readonly kind: "embedded"; readonly folder: string }
        /** `name` has no password in it. */
        | { readonly kind: "server"; readonly name: string };
      readonly environments: readonly string[];
      /** Where providers of flagd get definitions; absent: there are no flags, or somebody else is there. */
      readonly flagd?: string;
      /** Releases that are not over, and go on now. */
      readonly releases: readonly string[];
    }
  /** What takes a moment, and happens once. */
  | { readonly kind: "preparing"; readonly folder: string }
  /** There was no token: this file holds the first one, readable by its owner alone. */
  | { readonly kind: "first-token"; readonly path: string }
  /** crossfade.yaml says other windows or freezes than these releases knew. */
  | { readonly kind: "calendar-changed"; readonly releases: readonly string[] }
  | { readonly kind: "proxy"; readonly router: string; readonly notice: ProxyNotice }
  /** Something that a person should know and that does not end it. */
  | { readonly kind: "trouble"; readonly what: string; readonly release?: string }
  /** `traffic`: whether the embedded routers end, too. They do for Ctrl-C alone. */
  | { readonly kind: "stopping"; readonly withinMs: number; readonly traffic: "goes on" | "ends" }
  | { readonly kind: "stopped" };

export interface StoreFileRequest {
  /** A path, or "-" for the standard output (export) or input (import). */
  readonly file: string;
  readonly config?: string;
}
