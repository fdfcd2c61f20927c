import { type IncomingMessage, request } from "node:http";
import { createInterface } from "node:readline";
import { CrossfadeError } from "@crossfade/core";
import type { ProxyEvent } from "../proxy/admin-ports.ts";

const connectTimeoutMs = 5_000;

export interface SupervisionStream {
  /** Resolves when the process that is watched over has ended, or has let go of us. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Watches over the process behind an admin socket. CF_PROXY_SUPERVISED where somebody else does, CF_ROUTER_UNREACHABLE. */
export async function openSupervision(
  { router, socket, pid }: { readonly router: string; readonly socket: string; readonly pid: number },
  tell: (event: ProxyEvent) => void,
): Promise<SupervisionStream> {
  const response = await asked(socket, pid).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code ?? cause.message;
    throw new CrossfadeError("CF_ROUTER_UNREACHABLE", { router, at: socket, why }, { cause });
  });
  if (response.statusCode !== 200) throw await refusal(response, router);
  // What is cut off ends all the same.
  response.on("error", () => {});
  const ended = new Promise<void>((resolve) => void response.once("close", () => resolve()));
  createInterface({ input: response, crlfDelay: Number.POSITIVE_INFINITY })
    .on("line", (line) => tell(JSON.parse(line) as ProxyEvent))
    .on("error", () => {});
  return { ended, close: () => response.destroy() };
}

function asked(socketPath: string, pid: number): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, method: "POST", path: "/v1/supervise", agent: false }, (response) => {
      clearTimeout(timer);
      resolve(response);
    });
    const timer = setTimeout(
      () => call.destroy(new Error(`no answer within ${connectTimeoutMs} ms`)),
      connectTimeoutMs,
    );
    call.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    call.end(JSON.stringify({ pid }));
  });
}

async function refusal(response: IncomingMessage, router: string): Promise<CrossfadeError> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  const { error } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as {
    error: { code: string; message: string; details: { pid?: number } };
  };
  return error.code === "CF_PROXY_SUPERVISED"
    ? new CrossfadeError("CF_PROXY_SUPERVISED", { router, pid: error.details.pid ?? 0 })
    : new CrossfadeError("CF_INTERNAL", { what: error.message });
}
