import { Agent, type IncomingMessage, type RequestOptions, request } from "node:http";
import type { Answer, Call, RouterUnderTest, Stream } from "./router-under-test.ts";

/** Connections that the users of a test share. */
const maxConnections = 64;
const callTimeoutMs = 20_000;

/** Requests to a router that really listens. */
export function httpCalls(at: {
  readonly host: string;
  readonly port: number;
}): Pick<RouterUnderTest, "send" | "open"> & { close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: maxConnections, scheduling: "fifo" });
  return {
    async send(call) {
      const response = await sent({ ...at, agent }, call, pathOf(call));
      response.resume();
      return new Promise((resolve, reject) => {
        response.once("end", () => resolve(answerOf(response)));
        response.once("error", reject);
      });
    },
    async open(call) {
      const response = await sent({ ...at, agent: false }, call, `${pathOf(call).split("?")[0]}/stream`);
      return streamOf(response);
    },
    close: () => agent.destroy(),
  };
}

function pathOf({ component = "api", checkout = false, status, delayMs }: Call): string {
  const path = checkout ? "/checkout" : component === "api" ? "/api/cart" : "/home";
  const query = new URLSearchParams({
    ...(status === undefined ? {} : { status: String(status) }),
    ...(delayMs === undefined ? {} : { delay: String(delayMs) }),
  });
  return query.size === 0 ? path : `${path}?${query}`;
}

function sent(at: RequestOptions, call: Call, path: string): Promise<IncomingMessage> {
  const headers = {
    cookie: `uid=${call.user}`,
    ...(call.affinity === undefined ? {} : { "x-cf-version": call.affinity }),
    ...(call.tester === undefined ? {} : { "x-cf-tester": call.tester }),
    ...(call.document === true ? { "sec-fetch-dest": "document" } : {}),
    ...(call.client === undefined ? {} : { "x-client-version": call.client }),
  };
  return new Promise((resolve, reject) => {
    request(
      { ...at, method: call.method ?? "GET", path, headers, signal: AbortSignal.timeout(callTimeoutMs) },
      resolve,
    )
      .once("error", reject)
      .end();
  });
}

function answerOf({ statusCode = 0, headers }: IncomingMessage): Answer {
  const text = (name: string) => (typeof headers[name] === "string" ? headers[name] : undefined);
  return {
    status: statusCode,
    label: text("x-served-by"),
    instance: text("x-instance"),
    toldVersion: text("x-cf-version"),
    pinRefused: headers["x-cf-pin"] === "refused",
  };
}

async function streamOf(response: IncomingMessage): Promise<Stream> {
  await new Promise((resolve) => response.once("data", resolve));
  const ended = new Promise<void>((resolve) => {
    response.once("close", resolve);
    // A stream that is cut ends with an error; it has ended all the same.
    response.on("error", () => {});
  });
  let heard = "";
  response.on("data", (chunk) => {
    heard += chunk;
  });
  const { label = "", instance = "" } = answerOf(response);
  const wasTold = () => heard.includes("event: cf-reconnect");
  return { label, instance, ended, wasTold, close: () => response.destroy() };
}
