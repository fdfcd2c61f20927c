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
}

export interface PerformerOptions {
  /** Undefined: there is none of that name. */
  readonly environment: (name: string) => PerformingEnvironment | undefined;
  readonly facts: FactStore;
  readonly evidence: EvidenceStore;
  /** ms of a clock that never goes back. */
  readonly elapsedMs: () => number;
}

/** One effect in hand: what is asked, and everything that it may touch. */
export interface Work {
  readonly context: PerformContext;
  readonly environment: PerformingEnvironment;
  readonly facts: FactStore;
  readonly evidence: EvidenceStore;
  readonly elapsedMs: () => number;
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
