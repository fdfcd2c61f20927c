import type { DeclaredComponent, Router, RouterCapabilities, RouterState } from "@crossfade/core";
import { withDeclaredVersions } from "@crossfade/core";

/** A router as the contract sees it: the port, a way to send requests through it, and a way to change it behind one's back. */
export interface RouterUnderTest {
  readonly router: Router;
  send(call: Call): Promise<Answer>;
  /** Opens an event stream; resolves when it has begun. */
  open(call: Call): Promise<Stream>;
  /** The signature of a tester's pin, with this router's secret. */
  sign(text: string): string | Promise<string>;
  /** Makes the router work by another state, as a person at its console would. */
  tamper(state: RouterState): Promise<void>;
  close(): Promise<void>;
}

/** One request. Its user is told apart by the cookie `uid`; /checkout and /api are api's, everything else is web's. */
export interface Call {
  readonly user: string;
  readonly component?: "api" | "web";
  /** GET by default. */
  readonly method?: "GET" | "POST";
  /** The named route `checkout` of api. */
  readonly checkout?: boolean;
  /** As the header `x-cf-version` says. */
  readonly affinity?: string;
  /** A token of a tester's pin. */
  readonly tester?: string;
  /** A page is loaded (`Sec-Fetch-Dest: document`). */
  readonly document?: boolean;
  /** As the header `x-client-version` says. */
  readonly client?: string;
  /** What the version answers; 200 by default. */
  readonly status?: number;
  /** How long it takes for that. */
  readonly delayMs?: number;
}

export interface Answer {
  readonly status: number;
  /** As the version itself says; undefined where none was reached. */
  readonly label?: string | undefined;
  readonly instance?: string | undefined;
  /** As the router says, in the header `x-cf-version`: "api@2.0.0". */
  readonly toldVersion?: string | undefined;
  /** The router says that a pin was not honoured. */
  readonly pinRefused: boolean;
}

export interface Stream {
  readonly label: string;
  readonly instance: string;
  /** Resolves when the stream has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Until now: it was told to come again. */
  wasTold(): boolean;
  close(): void;
}

/** What a router is set up with. */
export interface RouterSetup {
  readonly id: string;
  readonly components: readonly DeclaredComponent[];
  readonly routes: readonly { readonly path: string; readonly to: string; readonly name: string }[];
  readonly userKey: { readonly kind: "cookie"; readonly name: string };
  readonly latencyThresholdsMs: readonly number[];
}

export interface RouterContract {
  /** What the router claims; each claim is shown by a test. */
  readonly capabilities: RouterCapabilities;
  make(setup: RouterSetup): Promise<RouterUnderTest>;
}

export const routerId = "edge";
export const oldLabel = "1.9.4";
export const newLabel = "2.0.0";

/** Where the versions of both components run: two instances of each old one, one of each new one. */
export interface Instances {
  readonly api: { readonly old: readonly string[]; readonly new: readonly string[] };
  readonly web: { readonly old: readonly string[]; readonly new: readonly string[] };
}

export function setupOf(instances: Instances): RouterSetup {
  const versions = (urls: Instances["api"]) => [
    { label: oldLabel, urls: urls.old },
    { label: newLabel, urls: urls.new },
  ];
  return {
    id: routerId,
    components: [
      { component: "api", versions: versions(instances.api) },
      { component: "web", versions: versions(instances.web) },
    ],
    routes: [
      { path: "/checkout", to: "api", name: "checkout" },
      { path: "/api", to: "api", name: "calls" },
      { path: "/", to: "web", name: "pages" },
    ],
    userKey: { kind: "cookie", name: "uid" },
    latencyThresholdsMs: [400, 20_000],
  };
}

/** The first state of a release with a salt of its own: the old versions have everybody. */
export function freshState(setup: RouterSetup, salt: string, generation: number): RouterState {
  const first = withDeclaredVersions(undefined, { router: setup.id, salt, components: setup.components });
  return { ...first, generation };
}
