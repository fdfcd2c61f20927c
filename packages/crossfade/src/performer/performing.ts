import type { Deployer, EvidenceStore, FactStore, PerformContext, Probe, Router } from "@crossfade/core";

/** A router of an environment, with what is needed to be its client, too. */
export interface PerformingRouter {
  readonly id: string;
  readonly router: Router;
  /** Where clients reach it: "http://127.0.0.1:8080". */
  readonly origin: string;
  /** In order; the first that fits a request wins. */
  readonly routes: readonly PerformingRoute[];
  /** What tells users apart. */
  readonly userKey:
    | { readonly kind: "cookie" | "header"; readonly name: string }
    | { readonly kind: "ip" | "own-cookie" };
  /** Asked of an instance, it says whether it is ready. Absent: any answer that is no error will do. */
  readonly healthPath?: string;
  /** By which it counts slow answers. */
  readonly latencyThresholdsMs: readonly number[];
  /** HMAC-SHA-256 in hex with the secret of its tester pins. */
  sign(text: string): Promise<string>;
}

export interface PerformingRoute {
  readonly component: string;
  readonly path: string;
  readonly host?: string;
}

/** What releases of one environment act on. */
export interface PerformingEnvironment {
  readonly routers: readonly PerformingRouter[];
  /** Who deploys this component. */
  deployerOf(component: string): Deployer;
  readonly probe: Probe;
  /** The flag files that are served here; absent: there are none. */
  readonly flags?: FlagSwitch;
}

/** A flag as its file says it is now. */
export interface FlagShare {
  /** Buckets of 10,000; 0 where it is not enabled. */
  readonly weight: number;
  /** Somebody may have it: by share, by rule, by name. */
  readonly isOn: boolean;
  /** What it needs and is not so: "billing 1.9.0 is live, and it needs >=2". Until then nobody has it, whatever its share. */
  readonly lacks?: string;
  /** Why no share can be set: it is written in words that only a person can change. */
  readonly fixed?: string;
}

/** Flag files, as far as releases turn flags. */
export interface FlagSwitch {
  /** Undefined: no file has it. */
  read(key: string): FlagShare | undefined;
  /** Weight 0 disables it. What comes out is in effect when this returns. CF_FLAG_… */
  set(key: string, weight: number, author: { readonly by: string; readonly why: string }): void;
  /** Flags that are enabled and need a higher version of this component than this one: users with both would meet a gap. */
  needing(component: string, label: string): readonly string[];
  /** Resolves when what flags know of live versions is as the facts are. */
  settle(): Promise<void>;
}

/** A file by the name that pages ask for, without a slash before it; `origin` where its document names one. */
export interface VersionFile {
  readonly path: string;
  readonly origin?: string;
}

export type FilesOfVersion =
  | { readonly kind: "known"; readonly files: readonly VersionFile[] }
  | { readonly kind: "unknown"; readonly why: string };

export interface PerformerOptions {
  /** Undefined: there is none of that name. */
  readonly environment: (name: string) => PerformingEnvironment | undefined;
  readonly facts: FactStore;
  readonly evidence: EvidenceStore;
  /** ms of a clock that never goes back. */
  readonly elapsedMs: () => number;
  /** What pages of a version of a component of kind assets may ask for. Absent: nobody knows. */
  readonly filesOf?: (component: string, version: string) => Promise<FilesOfVersion>;
}

/** One effect in hand: what is asked, and everything that it may touch. */
export interface Work {
  readonly context: PerformContext;
  readonly environment: PerformingEnvironment;
  readonly facts: FactStore;
  readonly evidence: EvidenceStore;
  readonly elapsedMs: () => number;
  filesOf(component: string, version: string): Promise<FilesOfVersion>;
}

/** A version that an effect is about. */
export interface Target {
  readonly component: string;
  readonly version: string;
}

export function routersOf({ environment }: Work, component: string): readonly PerformingRouter[] {
  return environment.routers.filter(({ routes }) => routes.some((route) => route.component === component));
}

export function nameOf({ component, version }: Target): string {
  return `${component} ${version}`;
}

/** Evidence of one release, under a key that no other one has. */
export function evidenceKey({ context }: Work, ...parts: readonly string[]): string {
  return [context.spec.id, ...parts].map(encodeURIComponent).join("/");
}
