import { Agent, type IncomingMessage, request } from "node:http";

/** What the process with the clients is told, and tells. */
export type Order = {
  readonly url: string;
  readonly token: string;
  readonly count: number;
  readonly waitMs: number;
};
export type Report =
  | { readonly kind: "ready" }
  /** ms since the time origin of 1970, by client. */
  | { readonly kind: "round"; readonly round: number; readonly toldMs: number[]; readonly valueMs: number[] };

const nowMs = () => performance.timeOrigin + performance.now();
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });

type OnValue = (round: number, toldMs: number, valueMs: number) => void;

/** As the official provider for browsers: a stream, a wait, then everything is asked for again. */
class Client {
  readonly #order: Order;
  readonly #onValue: OnValue;
  #waiting = false;

  constructor(order: Order, onValue: OnValue) {
    this.#order = order;
    this.#onValue = onValue;
  }

  async begin(): Promise<void> {
    const { eventStreams } = JSON.parse(await textOf(await this.#bulk(""))) as {
      eventStreams: [{ endpoint: { requestUri: string } }];
    };
    const stream = await asked(`${this.#order.url}${eventStreams[0].endpoint.requestUri}`, { method: "GET" });
    stream.setEncoding("utf8");
    let text = "";
    stream.on("data", (chunk: string) => {
      text += chunk;
      const etag = /"etag":"(\w+)"/.exec(text)?.[1];
      if (text.includes("\n\n")) text = text.slice(text.lastIndexOf("\n\n") + 2);
      if (etag !== undefined && !this.#waiting) this.#askAgain(etag, nowMs());
    });
  }

  #askAgain(etag: string, toldMs: number): void {
    this.#waiting = true;
    setTimeout(async () => {
      this.#waiting = false;
      const text = await textOf(await this.#bulk(`?flagConfigEtag=${etag}`));
      const { flags } = JSON.parse(text) as { flags: readonly { key: string; value: number }[] };
      this.#onValue(flags.find(({ key }) => key === "round")?.value ?? 0, toldMs, nowMs());
    }, this.#order.waitMs);
  }

  #bulk(query: string): Promise<IncomingMessage> {
    const { url, token } = this.#order;
    const body = JSON.stringify({ context: { targetingKey: String(Math.random()) } });
    const headers = { authorization: `Bearer ${token}`, "content-length": Buffer.byteLength(body) };
    return asked(`${url}/ofrep/v1/evaluate/flags${query}`, { method: "POST", headers, body });
  }
}

function asked(
  url: string,
  {
    body,
    method,
    headers = {},
  }: { body?: string; method: string; headers?: Record<string, string | number> },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers, agent: method === "POST" ? agent : false }, resolve);
    call.on("error", reject);
    call.end(body);
  });
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of answer.setEncoding("utf8")) text += chunk;
  return text;
}

process.once("message", async (order: Order) => {
  const rounds = new Map<number, { toldMs: number[]; valueMs: number[] }>();
  const onValue: OnValue = (round, toldMs, valueMs) => {
    const all = rounds.get(round) ?? { toldMs: [], valueMs: [] };
    rounds.set(round, all);
    all.toldMs.push(toldMs);
    all.valueMs.push(valueMs);
    if (all.valueMs.length === order.count) process.send?.({ kind: "round", round, ...all } satisfies Report);
  };
  // Some at a time: how they come is not what is measured.
  for (let at = 0; at < order.count; at += 50) {
    const some = Array.from({ length: Math.min(50, order.count - at) }, () => new Client(order, onValue));
    await Promise.all(some.map((each) => each.begin()));
  }
  process.send?.({ kind: "ready" } satisfies Report);
});
