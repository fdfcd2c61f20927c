import type { IncomingMessage, ServerResponse } from "node:http";
import type { FlagAnswer, FlagAsk } from "./flag-ask.ts";
import type { FlagDesk } from "./flag-desk.ts";

/** Answers what is asked of flags on a socket of Node. False: it is for somebody else. */
export function answerFlags(desk: FlagDesk, request: IncomingMessage, response: ServerResponse): boolean {
  const answer = desk.answer(askOf(request));
  if (answer === undefined) return false;
  void answer.then((given) => {
    if (!response.destroyed) send(given, response);
  });
  return true;
}

const noQuery = new URLSearchParams();

function askOf(request: IncomingMessage): FlagAsk {
  const { method = "", url = "", headers } = request;
  const at = url.indexOf("?");
  return {
    method,
    path: at < 0 ? url : url.slice(0, at),
    query: at < 0 ? noQuery : new URLSearchParams(url.slice(at)),
    // Only when somebody wants to know: the system is asked for it.
    get peer() {
      return request.socket.remoteAddress ?? "";
    },
    header: (name) => {
      const value = headers[name];
      return Array.isArray(value) ? value.join(", ") : value;
    },
    body: () => textOf(request),
  };
}

/** The guard has held its length against the limit: HTTP holds the body to it. */
function textOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.once("end", () => {
      const [first = Buffer.alloc(0)] = chunks;
      resolve((chunks.length < 2 ? first : Buffer.concat(chunks)).toString("utf8"));
    });
    request.once("error", reject);
  });
}

function send({ status, headers, body }: FlagAnswer, response: ServerResponse): void {
  if (typeof body === "string") {
    const isEmpty = status === 204 || status === 304;
    response.writeHead(status, isEmpty ? headers : { ...headers, "content-length": Buffer.byteLength(body) });
    response.end(body === "" ? undefined : body);
    return;
  }
  // What is written goes out as it is, in one go: a stream ends with its connection.
  response.removeHeader("transfer-encoding");
  response.writeHead(status, headers);
  const closed = body({
    write: (chunk) => response.write(chunk),
    get waitingBytes() {
      return response.writableLength;
    },
    get isFull() {
      return response.writableNeedDrain;
    },
    onRoom: (listener) => response.once("drain", listener),
    end: () => response.end(),
    cut: () => response.destroy(),
  });
  // Of the answer: what is asked is closed as soon as it is read.
  response.once("close", closed);
}
