import type { Delivery, FactEntry, PublishedVersion } from "@crossfade/core";
import type {
  AnswerRequest,
  ApproveRequest,
  CreateRequest,
  DenyRequest,
  DeployedRequest,
  LetGoRequest,
  PromoteRequest,
  PublishRequest,
  RollbackRequest,
  StartRequest,
  TokenRequest,
  WhyRequest,
} from "../wire/requests.ts";
import type {
  Created,
  Deployed,
  EnvironmentStatus,
  Journal,
  Me,
  Published,
  ReleaseList,
  ReleaseView,
  RolledBack,
  TokenMade,
  TokenView,
} from "../wire/views.ts";
import type { FlagApi } from "./flag-api.ts";

/**
 * The control plane, as whoever speaks to it sees it: one method a route. Each may throw CF_SERVER_UNREACHABLE,
 * CF_SERVER_NO_ANSWER, CF_SERVER_STRANGE, CF_SERVER_SKEW, and what the server refuses, in the server's own words.
 */
export interface ControlApi {
  readonly flags: FlagApi;
  me(): Promise<Me>;
  versions(component?: string): Promise<{ readonly versions: readonly PublishedVersion[] }>;
  publish(request: PublishRequest): Promise<Published>;
  status(environment: string): Promise<EnvironmentStatus>;
  deployed(environment: string, request: DeployedRequest): Promise<Deployed>;
  facts(environment: string, after: number): Promise<{ readonly entries: readonly FactEntry[] }>;
  releases(environment?: string): Promise<ReleaseList>;
  create(request: CreateRequest): Promise<Created>;
  release(id: string): Promise<ReleaseView>;
  journal(id: string, after: number): Promise<Journal>;
  /** What the release is now, and again whenever it changes, until `stop` is aborted. Goes on after a lost connection. */
  watch(id: string, stop: AbortSignal): AsyncIterable<Watched>;
  approve(id: string, request: ApproveRequest): Promise<ReleaseView>;
  deny(id: string, request: DenyRequest): Promise<ReleaseView>;
  start(id: string, request: StartRequest): Promise<ReleaseView>;
  promote(id: string, request: PromoteRequest): Promise<ReleaseView>;
  letGo(id: string, request: LetGoRequest): Promise<ReleaseView>;
  hold(id: string, request: WhyRequest): Promise<ReleaseView>;
  resume(id: string): Promise<ReleaseView>;
  abort(id: string, request: WhyRequest): Promise<ReleaseView>;
  retry(id: string): Promise<ReleaseView>;
  answer(id: string, request: AnswerRequest): Promise<ReleaseView>;
  rollback(id: string, request: RollbackRequest): Promise<RolledBack>;
  tokens(): Promise<{ readonly tokens: readonly TokenView[] }>;
  makeToken(request: TokenRequest): Promise<TokenMade>;
  revokeToken(id: string): Promise<void>;
  deliveries(): Promise<{ readonly deliveries: readonly Delivery[] }>;
  resend(id: string): Promise<void>;
}

/** What one sees while one watches. */
export type Watched =
  | { readonly kind: "release"; readonly view: ReleaseView }
  /** The connection is gone; it is tried again. The release goes on meanwhile. */
  | { readonly kind: "lost"; readonly why: string; readonly againInMs: number };

/** Where the control plane is, and who asks. */
export interface ServerAddress {
  /** Origin: "http://127.0.0.1:7717". */
  readonly server: string;
  readonly token: string;
}
