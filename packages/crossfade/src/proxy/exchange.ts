import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answered, ErrorCode } from "@crossfade/core";
import type { Dispatcher } from "undici";
import { readAnswerHead } from "./answer-headers.ts";
import { Attempt, type Listener } from "./attempt.ts";
import { ClientAnswer } from "./client-answer.ts";
import type { ClientConnection } from "./client-connection.ts";
import { type DataPath, instanceFor, outlook, type ReadRequest } from "./data-path.ts";
import type { Decision } from "./decision.ts";
import { noteAnswer } from "./evidence.ts";
import { failureCode, overdue, type Standstill } from "./exchange-timeout.ts";
import { givenRequestId } from "./forwarding-headers.ts";
import type { Held } from "./held-requests.ts";
import type { LiveInstance } from "./live-instance.ts";
import type { LiveVersion, OpenStream } from "./live-version.ts";
import type { Linked } from "./open-exchanges.ts";
import { type BodyWatch, discardRest, RequestBody } from "./request-body.ts";
import type { RoutedRoute } from "./routing.ts";
import { pushAnswerer, upstreamHeaders } from "./upstream-request.ts";

/** One request on its way through the proxy, from the first look to the last byte of the answer. */
export class Exchange implements Listener, Linked, Held, OpenStream, BodyWatch {
  before: Linked | undefined = undefined;
  after: Linked | undefined = undefined;
  readonly beganMs: number;
  readonly #path: DataPath;
  readonly #req: IncomingMessage;
  readonly #answer: ClientAnswer;
  readonly #connection: ClientConnection;
  readonly #read: ReadRequest;
  readonly #requestId: string;
  readonly #hasBody: boolean;
  #phase: "deciding" | "held" | "waiting" | "answering" | "streaming" | "done" = "deciding";
  #route: RoutedRoute | undefined = undefined;
  #decision: Decision | undefined = undefined;
  #heldFor = "";
  #attempt: Attempt | undefined = undefined;
  #mayRetry: boolean;
  #body: RequestBody | undefined = undefined;
  #firstByteMs = -1;
  #status = 0;
  #movedMs: number;
  #isEnding = false;

  constructor(path: DataPath, { req, res, connection, read }: AcceptedRequest) {
    this.#path = path;
    this.#req = req;
    this.#answer = new ClientAnswer(res, () => this.#drained());
    this.#connection = connection;
    this.#read = read;
    this.#requestId = givenRequestId(read.head) ?? path.requestIds.next();
    this.#hasBody = hasBody(read);
    this.#mayRetry = !this.#hasBody && (req.method === "GET" || req.method === "HEAD");
    this.beganMs = path.elapsedMs();
    this.#movedMs = this.beganMs;
  }

  get instance(): LiveInstance {
    return (this.#attempt as Attempt).instance;
  }

  isOf(version: LiveVersion, instance: LiveInstance | undefined): boolean {
    const mine = this.#attempt?.instance;
    if (mine === undefined || this.#decision?.version.live !== version) return false;
    return instance === undefined || instance === mine;
  }

  begin(): void {
    this.#connection.begin(this);
    this.#path.exchanges.add(this);
    this.release();
  }

  /** Decides by the state of now, and sends the request or has it wait. */
  release(): void {
    const refusal = this.#proceed();
    if (refusal !== undefined) this.#refuse(refusal);
  }

  #proceed(): ErrorCode | undefined {
    const from = { raw: this.#req.rawHeaders, peer: this.#connection.peer };
    const next = outlook(this.#path, this.#read, from);
    if (next.kind === "refused") return next.code;
    if (next.kind === "held") return this.#wait(next.component, next.untilMs);
    // Before anybody is chosen: it is not the version's fault.
    if (this.#isTooLarge()) return "CF_PROXY_BODY_TOO_LARGE";
    this.#route = next.route;
    this.#decision = next.decision;
    const instance = instanceFor(this.#path, next.decision);
    if (typeof instance === "string") return instance;
    this.#send(instance);
    return undefined;
  }

  #wait(component: string, untilMs: number): ErrorCode | undefined {
    this.#phase = "held";
    this.#heldFor = component;
    return this.#path.held.add(component, untilMs, this) ? undefined : "CF_PROXY_HELD";
  }

  expire(): void {
    this.#refuse("CF_PROXY_HELD");
  }

  #isTooLarge(): boolean {
    const { maxBodyBytes } = this.#path.settings.limits;
    return maxBodyBytes > 0 && Number(this.#read.head.contentLength ?? 0) > maxBodyBytes;
  }

  #send(instance: LiveInstance): void {
    // Held or tried before: the time up to the first byte begins now.
    if (this.#phase !== "deciding") this.#movedMs = this.#path.elapsedMs();
    this.#phase = "waiting";
    const attempt = new Attempt(instance, (this.#decision as Decision).version.live, this);
    this.#attempt = attempt;
    if (this.#hasBody && this.#read.head.expect !== undefined) this.#answer.continue();
    if (this.#hasBody) this.#body = new RequestBody(this.#req, this, this.#path.settings.limits.maxBodyBytes);
    attempt.send({
      path: this.#req.url as string,
      method: this.#req.method as Dispatcher.HttpMethod,
      headers: upstreamHeaders(this.#read.head, this.#connection.peer, this.#requestId),
      // undici reads it as the stream it looks like.
      body: (this.#body ?? null) as null,
      ...(instance.isHttps ? { servername: instance.name } : {}),
    });
  }

  bodyMoved(): void {
    this.#movedMs = this.#path.coarseMs;
  }

  bodyTooLarge(): void {
    this.#giveUp("CF_PROXY_BODY_TOO_LARGE", "aborted");
  }

  answerBegins(status: number, raw: readonly Buffer[], message: string): void {
    this.#status = status;
    this.#firstByteMs = this.#path.elapsedMs();
    this.#movedMs = this.#firstByteMs;
    if (this.#path.settings.health === undefined) this.instance.answered(this.#path.nowMs());
    const head = readAnswerHead(raw);
    const isStream = head.isEventStream && status === 200 && this.#req.method !== "HEAD";
    if (isStream && this.#isFullOfStreams()) {
      this.#giveUp("CF_PROXY_BUSY", "error");
      return;
    }
    pushAnswerer(head.passed, this.#decision as Decision, {
      requestId: this.#requestId,
      isSecure: this.#read.head.forwardedProto === "https",
    });
    if (this.#path.isStopping) this.#answer.isLast();
    this.#answer.begin(status, message, head);
    this.#phase = "answering";
    if (isStream) this.#beginStream(head.isEncoded);
  }

  #isFullOfStreams(): boolean {
    const { streams } = (this.#decision as Decision).version.live;
    return streams.size >= this.#path.settings.limits.maxStreamsPerVersion;
  }

  #beginStream(isEncoded: boolean): void {
    this.#phase = "streaming";
    this.#answer.beginStream(isEncoded);
    this.#note("ok");
    (this.#attempt as Attempt).becomesStream();
    this.#decision?.version.live.opened(this);
  }

  answerGoesOn(chunk: Buffer): boolean {
    this.#movedMs = this.#path.coarseMs;
    const isTaken = this.#answer.push(chunk);
    if (this.#isEnding) this.endPolitely();
    return isTaken;
  }

  #drained(): void {
    this.#movedMs = this.#path.coarseMs;
    this.#attempt?.resume();
  }

  answerEnds(): void {
    this.#answer.end();
    this.#finish(this.#status >= 500 ? "error" : "ok");
    this.#discardBody();
  }

  attemptFailed(error: Error, { wasSent, hasByte }: { wasSent: boolean; hasByte: boolean }): void {
    const failed = this.instance;
    const code = failureCode(error);
    const isOurs = code !== "CF_PROXY_BAD_REQUEST";
    if (!wasSent && isOurs) failed.asideUntilMs = this.#path.nowMs() + this.#path.settings.limits.asideMs;
    const another = this.#mayRetry && !hasByte && isOurs ? this.#another(failed) : "none";
    this.#mayRetry = false;
    if (this.#phase !== "waiting") this.#cut(code, "error");
    else if (typeof another === "string") this.#refuse(code, isOurs ? "error" : "aborted");
    else this.#send(another);
  }

  #another(failed: LiveInstance): LiveInstance | ErrorCode {
    return instanceFor(this.#path, this.#decision as Decision, failed);
  }

  /** Its client's connection is gone. */
  clientLeft(): void {
    if (this.#phase === "done") return;
    if (this.#phase === "held") this.#path.held.remove(this.#heldFor, this);
    this.#attempt?.abandon();
    this.#finish("aborted");
  }

  sweep(nowMs: number): void {
    const code = this.#overdue(nowMs);
    if (code === "quiet-stream") this.endPolitely();
    else if (code !== undefined) this.#giveUp(code, code === "CF_PROXY_CLIENT_TIMEOUT" ? "aborted" : "error");
  }

  #overdue(nowMs: number) {
    const waitsFor = this.#waitsFor();
    if (waitsFor === undefined) return undefined;
    return overdue({ waitsFor, sinceMs: this.#movedMs }, nowMs, this.#path.settings.limits);
  }

  #waitsFor(): Standstill["waitsFor"] | undefined {
    if (this.#phase === "held" || this.#phase === "done" || this.#phase === "deciding") return undefined;
    if (this.#answer.isSlow) return "client";
    if (this.#phase === "streaming") return "stream";
    if (this.#phase === "answering") return "answer";
    return this.#body !== undefined && !this.#body.isPaused && !this.#req.complete ? "client" : "instance";
  }

  /** At the end of an event; in the middle of one as soon as it is complete. */
  endPolitely(): void {
    if (this.#phase !== "streaming") return;
    this.#isEnding = true;
    if (!this.#answer.isBetweenEvents) return;
    this.#attempt?.abandon();
    this.#answer.endStream();
    this.#finish("ok");
  }

  endAtOnce(): void {
    this.endPolitely();
    this.cut();
  }

  cut(): void {
    if (this.#phase === "done") return;
    this.#attempt?.abandon();
    this.#finish("error");
    this.#answer.cut();
  }

  /** Ends it with an answer of our own, or with a cut where the answer has begun. */
  #giveUp(code: ErrorCode, outcome: Answered["outcome"]): void {
    this.#attempt?.abandon();
    if (this.#phase === "waiting") this.#refuse(code, outcome);
    else this.#cut(code, outcome);
  }

  /** What is here of the answer is not the answer: the client must see that it was cut. */
  #cut(code: ErrorCode, outcome: Answered["outcome"]): void {
    this.#path.refusals.add(code);
    this.#finish(outcome);
    this.#answer.cut();
  }

  #refuse(code: ErrorCode, outcome: Answered["outcome"] = "error"): void {
    if (this.#path.isStopping) this.#answer.isLast();
    this.#path.refusals.add(code);
    this.#answer.refuse(code, this.#requestId);
    this.#finish(outcome);
    this.#discardBody();
  }

  #discardBody(): void {
    if (!this.#hasBody) return;
    this.#body?.destroy();
    discardRest(this.#req, this.#path.settings.limits.maxDiscardedBytes);
  }

  #finish(outcome: Answered["outcome"]): void {
    if (this.#phase === "streaming") this.#decision?.version.live.closed(this);
    else this.#note(outcome);
    this.#phase = "done";
    this.#connection.end(this);
    this.#path.exchanges.remove(this);
  }

  #note(outcome: Answered["outcome"]): void {
    const decision = this.#decision;
    const route = this.#route;
    if (decision === undefined || route === undefined) return;
    const latencyMs = this.#firstByteMs < 0 ? -1 : this.#firstByteMs - this.beganMs;
    const client = this.#read.head.clientVersion;
    noteAnswer(this.#path, {
      route,
      decision,
      instance: this.#attempt?.instance,
      outcome,
      latencyMs,
      client,
    });
  }
}

export interface AcceptedRequest {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly connection: ClientConnection;
  readonly read: ReadRequest;
}

function hasBody({ head: { isChunked, contentLength } }: ReadRequest): boolean {
  return isChunked || (contentLength !== undefined && Number(contentLength) > 0);
}
