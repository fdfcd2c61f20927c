import { type IncomingHttpHeaders, type IncomingMessage, type RequestOptions, request } from "node:http";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: RequestOptions["headers"];
  readonly body?: string | Buffer;
}

/** One request on a connection of its own; rejects where the connection breaks before the answer is complete. */
export async function ask(url: string, asked: Asked = {}): Promise<Answer> {
  const answer = await answerOf(url, asked);
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    body: Buffer.concat(chunks).toString("utf8"),
  };
}

/** The answer as soon as its headers are here; its body is still to be read. */
export function answerOf(
  url: string,
  { method = "GET", headers = {}, body }: Asked = {},
): Promise<IncomingMessage> {
  // A URL object would tidy the path; what is asked for is what is written.
  const [, origin = "", path = ""] = /^(https?:\/\/[^/]+)(.*)$/.exec(url) ?? [];
  return new Promise((resolve, reject) => {
    const call = request(origin, { path: path === "" ? "/" : path, method, headers, agent: false }, resolve);
    call.on("error", reject);
    call.end(body);
  });
}
