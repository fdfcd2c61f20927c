import { type ClientRequest, type IncomingMessage, request, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Answered, ErrorCode } from "@crossfade/core";
import { readAnswerHead } from "./answer-headers.ts";
import type { ClientConnection } from "./client-connection.ts";
import { type DataPath, instanceFor, outlook, type ReadRequest } from "./data-path.ts";
import type { Decision } from "./decision.ts";
import { noteAnswer } from "./evidence.ts";
import { failureCode, overdue } from "./exchange-timeout.ts";
import { givenRequestId } from "./forwarding-headers.ts";
import type { Held } from "./held-requests.ts";
import type { LiveInstance } from "./live-instance.ts";
import type { LiveVersion } from "./live-version.ts";
import type { Linked } from "./open-exchanges.ts";
import { refusalOf } from "./refusal.ts";
import type { RoutedRoute } from "./routing.ts";
import { Tunnel } from "./tunnel.ts";
import { pushAnswerer, upstreamHeaders } from "./upstream-request.ts";

export interface AcceptedUpgrade {
  readonly req: IncomingMessage;
  readonly socket: Socket;
  /** What the client sent behind the request already. */
  readonly early: Buffer;
  readonly connection: ClientConnection;
  readonly read: ReadRequest;
}

/** One handshake of a WebSocket, until the instance has agreed or not. */
export class Upgrade implements Linked, Held {
  before: Linked | undefined = undefined;
  after: Linked | undefined = undefined;
  readonly beganMs: number;
  readonly #path: DataPath;
  readonly #accepted: AcceptedUpgrade;
  readonly #requestId: string;
  #phase: "deciding" | "held" | "waiting" | "answering" | "open" | "done" = "deciding";
  #route: RoutedRoute | undefined = undefined;
  #decision: Decision | undefined = undefined;
  #heldFor = "";
  #instance: LiveInstance | undefined = undefined;
  #call: ClientRequest | undefined = undefined;
  #tunnel: Tunnel | undefined = undefined;
  #movedMs: number;

  constructor(path: DataPath, accepted: AcceptedUpgrade) {
    this.#path = path;
    this.#accepted = accepted;
    this.#requestId = givenRequestId(accepted.read.head) ?? path.requestIds.next();
    this.beganMs = path.elapsedMs();
    this.#movedMs = this.beganMs;
  }

  isOf(version: LiveVersion, instance: LiveInstance | undefined): boolean {
    const mine = this.#instance;
    if (mine === undefined || this.#decision?.version.live !== version) return false;
    return instance === undefined || instance === mine;
  }

  begin(): void {
    this.#accepted.socket.on("error", () => this.#accepted.socket.destroy());
    this.#accepted.connection.begin(this);
    this.#path.exchanges.add(this);
    this.release();
  }

  release(): void {
    const refusal = this.#proceed();
    if (refusal !== undefined) this.#refuse(refusal);
  }

  #proceed(): ErrorCode | undefined {
    const { req, read, connection } = this.#accepted;
    const next = outlook(this.#path, read, { raw: req.rawHeaders, peer: connection.peer });
    if (next.kind === "refused") return next.code;
    if (next.kind === "held") return this.#wait(next.component, next.untilMs);
    this.#route = next.route;
    this.#decision = next.decision;
    const { streams } = next.decision.version.live;
    if (streams.size >= this.#path.settings.limits.maxStreamsPerVersion) return "CF_PROXY_BUSY";
    const instance = instanceFor(this.#path, next.decision);
    if (typeof instance === "string") return instance;
    this.#dial(instance);
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

  #dial(instance: LiveInstance): void {
    this.#phase = "waiting";
    this.#instance = instance;
    instance.requests++;
    instance.connections.dial((error, socket) => {
      if (error !== null) return this.#failed(error, false);
      if (this.#phase !== "waiting") return void socket.destroy();
      this.#ask(socket);
    });
  }

  #ask(socket: Socket): void {
    const { req, read, connection } = this.#accepted;
    const headers = upstreamHeaders(read.head, connection.peer, this.#requestId);
    headers.push("connection", "Upgrade", "upgrade", "websocket");
    const call = request({
      createConnection: () => socket,
      method: "GET",
      path: req.url as string,
      headers,
      setHost: false,
      maxHeaderSize: this.#path.settings.limits.maxHeaderBytes,
    });
    this.#call = call;
    call.on("upgrade", (answer, upstream, early) => this.#agreed(answer, upstream as Socket, early));
    call.on("response", (answer) => this.#declined(answer));
    call.on("error", (error) => this.#failed(error, true));
    call.end();
  }

  /** The handshake is done: from here on it is a tunnel. */
  #agreed(answer: IncomingMessage, upstream: Socket, early: Buffer): void {
    const { socket } = this.#accepted;
    const version = this.#decision?.version.live;
    const instance = this.#instance;
    if (this.#phase !== "waiting" || version === undefined || instance === undefined)
      return void upstream.destroy();
    this.#note(101);
    this.#giveBack();
    this.#phase = "open";
    const lines = ["HTTP/1.1 101 Switching Protocols", "connection: Upgrade", "upgrade: websocket"];
    const passed = this.#answerHeaders(answer);
    for (let at = 0; at < passed.length; at += 2) lines.push(`${passed[at]}: ${passed[at + 1]}`);
    socket.write(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
    const { politeEndMs } = this.#path.settings.limits;
    this.#tunnel = new Tunnel({
      client: socket,
      upstream,
      instance,
      version,
      politeEndMs,
      moved: () => this.#moved(),
      ended: () => this.#finish(),
    });
    this.#tunnel.open({ fromClient: this.#accepted.early, fromUpstream: early });
  }

  #moved(): void {
    this.#movedMs = this.#path.coarseMs;
  }

  /** The instance gave an ordinary answer: the client gets it, and the connection ends with it. */
  #declined(answer: IncomingMessage): void {
    if (this.#phase !== "waiting") return void answer.destroy();
    this.#phase = "answering";
    this.#note(answer.statusCode ?? 502);
    const { req, socket } = this.#accepted;
    const res = new ServerResponse(req);
    res.shouldKeepAlive = false;
    res.assignSocket(socket);
    res.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? "", this.#answerHeaders(answer));
    answer.on("data", (chunk: Buffer) => {
      this.#moved();
      if (res.write(chunk)) return;
      answer.pause();
      res.once("drain", () => answer.resume());
    });
    answer.on("end", () => res.end(() => socket.destroySoon()));
    answer.on("close", () => {
      if (!answer.complete) socket.destroy();
      this.#finish();
    });
  }

  #answerHeaders(answer: IncomingMessage): string[] {
    const { passed } = readAnswerHead(answer.rawHeaders);
    const isSecure = this.#accepted.read.head.forwardedProto === "https";
    pushAnswerer(passed, this.#decision as Decision, { requestId: this.#requestId, isSecure });
    return passed;
  }

  #failed(error: Error, wasSent: boolean): void {
    if (this.#phase === "done" || this.#phase === "open") return;
    if (!wasSent && this.#instance !== undefined)
      this.#instance.asideUntilMs = this.#path.nowMs() + this.#path.settings.limits.asideMs;
    if (this.#phase === "waiting") this.#refuse(failureCode(error));
    else this.cut();
  }

  clientLeft(): void {
    if (this.#phase === "held") this.#path.held.remove(this.#heldFor, this);
    this.cut();
  }

  sweep(nowMs: number): void {
    if (this.#phase === "open") {
      const limits = this.#path.settings.limits;
      if (overdue({ waitsFor: "stream", sinceMs: this.#movedMs }, nowMs, limits) !== undefined)
        this.#tunnel?.endPolitely();
    } else if (this.#phase === "waiting" || this.#phase === "answering") this.#sweepHandshake(nowMs);
  }

  #sweepHandshake(nowMs: number): void {
    const waitsFor = this.#phase === "waiting" ? "instance" : "answer";
    const { limits } = this.#path.settings;
    const code = overdue({ waitsFor, sinceMs: this.#movedMs }, nowMs, limits);
    if (code === undefined || code === "quiet-stream") return;
    if (waitsFor === "instance") this.#refuse(code);
    else this.cut();
  }

  cut(): void {
    if (this.#phase === "done") return;
    if (this.#phase === "waiting") this.#note(unanswered, "aborted");
    this.#tunnel?.cut();
    this.#accepted.socket.destroy();
    this.#finish();
  }

  #refuse(code: ErrorCode): void {
    this.#path.refusals.add(code);
    this.#note(unanswered);
    this.#accepted.socket.end(refusalOf(code).raw);
    this.#finish();
  }

  #finish(): void {
    if (this.#phase === "done") return;
    const isOpen = this.#phase === "open";
    this.#giveBack();
    this.#phase = "done";
    if (!isOpen) this.#call?.destroy();
    this.#accepted.connection.end(this);
    this.#path.exchanges.remove(this);
  }

  #giveBack(): void {
    if (this.#phase !== "waiting" && this.#phase !== "answering") return;
    if (this.#instance !== undefined) this.#instance.requests--;
    this.#decision?.version.live.changed();
  }

  #note(status: number, outcome: Answered["outcome"] = status < 500 ? "ok" : "error"): void {
    const decision = this.#decision;
    const route = this.#route;
    if (decision === undefined || route === undefined) return;
    const latencyMs = status === unanswered ? -1 : this.#path.elapsedMs() - this.beganMs;
    const client = this.#accepted.read.head.clientVersion;
    noteAnswer(this.#path, { route, decision, instance: this.#instance, outcome, latencyMs, client });
  }
}

/** In place of a status: the instance said nothing. */
const unanswered = 599;
