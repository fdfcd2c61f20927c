import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { listening, type Upstream } from "./websocket-crowd.ts";

const mebibyte = 1_048_576;

/** Answers with the digest of what it was sent. */
export async function receiver(): Promise<Upstream> {
  const server = createServer(async (incoming, response) => {
    const hash = createHash("sha256");
    for await (const part of incoming) hash.update(part);
    response.end(hash.digest("hex"));
  });
  return listening(server);
}

export interface Uploaded {
  /** The upstream had the very bytes that were sent. */
  readonly isWhole: boolean;
  readonly uploadMb: number;
  readonly residentBeforeMb: number;
  /** Of the router, at any time of the upload. */
  readonly residentMostMb: number;
}

/** Sends so many MiB as fast as they are taken, and watches the memory of the router. */
export async function upload(url: string, pid: number, uploadMb: number): Promise<Uploaded> {
  const chunk = randomBytes(mebibyte);
  const sent = createHash("sha256");
  const residentBeforeMb = residentMb(pid);
  let residentMostMb = 0;
  const asking = request(`${url}/upload`, { method: "POST", headers: { cookie: "uid=u-1" } });
  const answered = new Promise<string>((done, fail) => {
    asking.once("error", fail);
    asking.once("response", async (answer) => {
      let text = "";
      for await (const part of answer) text += part;
      done(text);
    });
  });
  for (let count = 0; count < uploadMb; count++) {
    sent.update(chunk);
    if (!asking.write(chunk)) await new Promise((done) => asking.once("drain", done));
    residentMostMb = Math.max(residentMostMb, residentMb(pid));
  }
  asking.end();
  const isWhole = (await answered) === sent.digest("hex");
  return { isWhole, uploadMb, residentBeforeMb, residentMostMb };
}

/** Memory of a process that is not swapped or shared away, as the kernel counts it. */
export function residentMb(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Math.round(Number(kilobytes) / 1_024);
}
