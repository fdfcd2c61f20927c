import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { ErrorCode } from "@crossfade/core";
import { ClientConnection } from "./client-connection.ts";
import { type DataPath, type ReadRequest, readRequest } from "./data-path.ts";
import { Exchange } from "./exchange.ts";
import { LeanRequest } from "./lean-request.ts";
import { refusalOf, refuse } from "./refusal.ts";
import { discardRest } from "./request-body.ts";
import { Upgrade } from "./upgrade.ts";
import { isWebSocketHandshake } from "./websocket-handshake.ts";

/** The side that clients see: an HTTP/1.1 server that hands every request it accepts to the data path. */
export function createFront(path: DataPath): Server {
  const { limits } = path.settings;
  const server = createServer({
    IncomingMessage: LeanRequest,
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.clientHeadersTimeoutMs,
    // Uploads may last; what stands still is seen by the sweep.
    requestTimeout: 0,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: limits.sweepMs,
    // Refused by us, with a code.
    requireHostHeader: false,
    insecureHTTPParser: false,
    noDelay: true,
    highWaterMark: bufferBytes,
  });
  // Above our own limit: beyond this one the parser would leave headers out without a word.
  server.maxHeadersCount = 0;
  server.maxConnections = limits.maxConnections;
  server.on("request", (req, res) => accept(path, req, res));
  server.on("checkContinue", (req, res) => accept(path, req, res));
  server.on("checkExpectation", (req, res) => refuseRequest(path, req, res, "CF_PROXY_EXPECTATION"));
  server.on("upgrade", (req, socket, early) => acceptUpgrade(path, req, socket as Socket, early));
  server.on("connect", (_, socket) => refuseSocket(path, socket as Socket, "CF_PROXY_BAD_TARGET"));
  server.on("clientError", (error: NodeJS.ErrnoException, socket) =>
    brokenRequest(path, error, socket as Socket),
  );
  // No connection can be taken for now (too many files are open): the next one may be.
  server.on("error", () => path.refusals.add("CF_PROXY_BUSY"));
  server.on("drop", () => path.refusals.add("CF_PROXY_BUSY"));
  return server;
}

/** Of one connection, per direction. */
const bufferBytes = 65_536;

function accept(path: DataPath, req: IncomingMessage, res: ServerResponse): void {
  const connection = ClientConnection.of(req.socket, path.decider.trusted);
  connection.last = req;
  const read = acceptable(path, req, connection);
  if (typeof read === "string") refuseRequest(path, req, res, read);
  else new Exchange(path, { req, res, connection, read }).begin();
}

function acceptable(
  path: DataPath,
  req: IncomingMessage,
  { peer, inHand }: ClientConnection,
): ReadRequest | ErrorCode {
  const read = readRequest(path, req.url ?? "", req.rawHeaders, peer);
  if (typeof read === "string") return read;
  if (read.head.isChunked && req.httpVersion !== "1.1") return "CF_PROXY_BAD_FRAMING";
  return inHand.length >= path.settings.limits.maxPipelined ? "CF_PROXY_BUSY" : read;
}

function refuseRequest(path: DataPath, req: IncomingMessage, res: ServerResponse, code: ErrorCode): void {
  path.refusals.add(code);
  refuse(res, code, undefined);
  discardRest(req, path.settings.limits.maxDiscardedBytes);
}

function acceptUpgrade(path: DataPath, req: IncomingMessage, socket: Socket, early: Buffer): void {
  const connection = ClientConnection.of(socket, path.decider.trusted);
  const read = acceptable(path, req, connection);
  // Behind a request that is still being answered, two answers would mix.
  const isFirst = connection.inHand.length === 0;
  if (typeof read === "string") refuseSocket(path, socket, read);
  else if (!isFirst || !isWebSocketHandshake(req, read.head))
    refuseSocket(path, socket, "CF_PROXY_BAD_UPGRADE");
  else new Upgrade(path, { req, socket, early, connection, read }).begin();
}

function refuseSocket(path: DataPath, socket: Socket, code: ErrorCode): void {
  path.refusals.add(code);
  socket.on("error", () => socket.destroy());
  socket.end(refusalOf(code).raw, () => socket.destroySoon());
}

/** What the parser would not take, or did not get in time. */
function brokenRequest(path: DataPath, error: NodeJS.ErrnoException, socket: Socket): void {
  const { inHand, last } = ClientConnection.of(socket, path.decider.trusted);
  // The other end is gone: there is nobody to tell.
  if (error.code === "ECONNRESET" || error.code === "EPIPE" || !socket.writable) {
    socket.destroy();
    return;
  }
  const code = codeOf(error);
  const isAnswered = last?.complete === false;
  if (inHand.length > 0) socket.destroy();
  else if (isAnswered) socket.destroySoon();
  else socket.end(refusalOf(code).raw, () => socket.destroySoon());
  if (inHand.length > 0 || !isAnswered) path.refusals.add(code);
}

function codeOf({ code }: NodeJS.ErrnoException): ErrorCode {
  if (code === "HPE_HEADER_OVERFLOW") return "CF_PROXY_HEADERS_TOO_LARGE";
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return "CF_PROXY_CLIENT_TIMEOUT";
  return "CF_PROXY_BAD_REQUEST";
}
