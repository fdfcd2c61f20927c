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
import { type Shape, shaped } from "./answer-shape.ts";
import { clientLimits } from "./client-limits.ts";
import type { ControlApi, Watched } from "./control-api.ts";
import type { FlagApi } from "./flag-api.ts";
import { HttpFlagApi } from "./http-flag-api.ts";
import { name, query } from "./path-parts.ts";
import { releaseShape } from "./release-shape.ts";
import { type Call, type CallerOptions, ServerCaller } from "./server-call.ts";
import { type WatchTimes, watchRelease } from "./watch-release.ts";

const statusShape: Shape<EnvironmentStatus> = {
  keys: ["environment", "components", "routers", "releases"],
  schema: ["statusSchema", 1],
};

/** The control plane over HTTP. */
export class HttpControlApi implements ControlApi {
  readonly flags: FlagApi;
  readonly #caller: ServerCaller;
  readonly #times: WatchTimes;

  constructor(options: CallerOptions, times: WatchTimes = clientLimits) {
    this.#caller = new ServerCaller(options);
    this.flags = new HttpFlagApi(this.#caller);
    this.#times = times;
  }

  me(): Promise<Me> {
    return this.#get("/me", { keys: ["person", "grants"] });
  }

  versions(component?: string): Promise<{ readonly versions: readonly PublishedVersion[] }> {
    return this.#get(`/versions${query({ component })}`, { keys: ["versions"] });
  }

  publish(request: PublishRequest): Promise<Published> {
    // What is published never changes, so doing it again is safe.
    const next = "Do it again: the very same once more changes nothing.";
    return this.#post("/versions", request, { keys: ["version", "isNew"] }, { next, ...long });
  }

  status(environment: string): Promise<EnvironmentStatus> {
    return this.#get(`/environments/${name(environment)}/status`, statusShape);
  }

  deployed(environment: string, request: DeployedRequest): Promise<Deployed> {
    return this.#post(`/environments/${name(environment)}/deployments`, request, { keys: ["entries"] });
  }

  facts(environment: string, after: number): Promise<{ readonly entries: readonly FactEntry[] }> {
    return this.#get(`/environments/${name(environment)}/facts${query({ after })}`, { keys: ["entries"] });
  }

  releases(environment?: string): Promise<ReleaseList> {
    return this.#get(`/releases${query({ environment })}`, { keys: ["releases"] });
  }

  create(request: CreateRequest): Promise<Created> {
    const next = "It may be there all the same: look with `crossfade release list`.";
    return this.#post("/releases", request, { keys: ["kind", "proposal"] }, { next, ...long });
  }

  release(id: string): Promise<ReleaseView> {
    return this.#get(`/releases/${name(id)}`, releaseShape);
  }

  journal(id: string, after: number): Promise<Journal> {
    return this.#get(`/releases/${name(id)}/journal${query({ after })}`, { keys: ["entries"] });
  }

  watch(id: string, stop: AbortSignal): AsyncIterable<Watched> {
    return watchRelease(this.#caller, id, stop, this.#times);
  }

  approve(id: string, request: ApproveRequest): Promise<ReleaseView> {
    return this.#act(id, "approve", request);
  }

  deny(id: string, request: DenyRequest): Promise<ReleaseView> {
    return this.#act(id, "deny", request);
  }

  start(id: string, request: StartRequest): Promise<ReleaseView> {
    return this.#act(id, "start", request);
  }

  letGo(id: string, request: LetGoRequest): Promise<ReleaseView> {
    return this.#act(id, "let-go", request);
  }

  promote(id: string, request: PromoteRequest): Promise<ReleaseView> {
    return this.#act(id, "promote", request);
  }

  hold(id: string, request: WhyRequest): Promise<ReleaseView> {
    return this.#act(id, "hold", request);
  }

  resume(id: string): Promise<ReleaseView> {
    return this.#act(id, "resume", {});
  }

  abort(id: string, request: WhyRequest): Promise<ReleaseView> {
    return this.#act(id, "abort", request);
  }

  retry(id: string): Promise<ReleaseView> {
    return this.#act(id, "retry", {});
  }

  answer(id: string, request: AnswerRequest): Promise<ReleaseView> {
    return this.#act(id, "answer", request);
  }

  rollback(id: string, request: RollbackRequest): Promise<RolledBack> {
    const next = "The way back may be there all the same: look with `crossfade release list`.";
    return this.#post(
      `/releases/${name(id)}/rollback`,
      request,
      { keys: ["kind", "wayBack"] },
      { next, ...long },
    );
  }

  tokens(): Promise<{ readonly tokens: readonly TokenView[] }> {
    return this.#get("/tokens", { keys: ["tokens"] });
  }

  makeToken(request: TokenRequest): Promise<TokenMade> {
    const next =
      "It may be there all the same: look with `crossfade token list`, and revoke what nobody holds.";
    return this.#post("/tokens", request, { keys: ["token", "known"] }, { next });
  }

  async revokeToken(id: string): Promise<void> {
    await this.#caller.ask({ method: "DELETE", path: `/tokens/${name(id)}` });
  }

  deliveries(): Promise<{ readonly deliveries: readonly Delivery[] }> {
    return this.#get("/deliveries", { keys: ["deliveries"] });
  }

  async resend(id: string): Promise<void> {
    await this.#caller.ask({ method: "POST", path: `/deliveries/${name(id)}/resend`, body: {} });
  }

  async #get<T>(path: string, shape: Shape<T>): Promise<T> {
    return shaped(await this.#caller.ask({ method: "GET", path }), shape, this.#caller);
  }

  async #post<T>(
    path: string,
    body: unknown,
    shape: Shape<T>,
    more: Pick<Call, "answerMs" | "next"> = {},
  ): Promise<T> {
    return shaped(await this.#caller.ask({ method: "POST", path, body, ...more }), shape, this.#caller);
  }

  #act(id: string, deed: string, body: unknown): Promise<ReleaseView> {
    const next = `It may have been done all the same: look with \`crossfade release show ${id}\`.`;
    return this.#post(`/releases/${name(id)}/${deed}`, body, releaseShape, { next });
  }
}

/** What compares contracts first takes its time. */
const long = { answerMs: clientLimits.longAnswerMs };
