import { connect, type Socket } from "node:net";

/** What the process with the clients is told, and tells. */
export type Order = {
  readonly url: string;
  readonly token: string;
  readonly count: number;
  readonly waitMs: number;
  /** Connections, between two questions: as with a proxy in front. */
  readonly keeps: boolean;
};
export type Report =
  | { readonly kind: "ready" }
  /** ms since the time origin of 1970, by client. */
  | { readonly kind: "round"; readonly round: number; readonly toldMs: number[]; readonly valueMs: number[] };

const nowMs = () => performance.timeOrigin + performance.now();

type OnValue = (round: number, toldMs: number, valueMs: number) => void;

/**
 * As the official provider for browsers: a stream, a wait, then everything is asked for again. The other end has as many
 * clients as browsers would be, this one is a single process, and what a thousand browsers do at once it does one after the
 * other: so each speaks plain HTTP on two sockets of its own, and looks for the one value in the text that came.
 */
class Client {
  readonly #order: Order;
  readonly #onValue: OnValue;
  readonly #asks: HttpSocket;
  /** What follows the query. */
  readonly #request: string;
  #waiting = false;

  constructor(order: Order, onValue: OnValue) {
    this.#order = order;
    this.#onValue = onValue;
    this.#asks = new HttpSocket(order.url, order.keeps);
    const body = JSON.stringify({ context: { targetingKey: String(Math.random()) } });
    this.#request =
      ` HTTP/1.1\r\nhost: ${new URL(order.url).host}\r\ncontent-type: application/json\r\n` +
      `authorization: Bearer ${order.token}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  }

  async begin(): Promise<void> {
    const { eventStreams } = JSON.parse(await this.#bulk("")) as {
      eventStreams: [{ endpoint: { requestUri: string } }];
    };
    const { hostname, port, host } = new URL(this.#order.url);
    const stream = connect(Number(port), hostname).setEncoding("utf8").setNoDelay(true);
    stream.write(`GET ${eventStreams[0].endpoint.requestUri} HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
    let text = "";
    stream.on("data", (chunk) => {
      text += String(chunk);
      const etag = /"etag":"(\w+)"/.exec(text)?.[1];
      if (text.includes("\n\n")) text = text.slice(text.lastIndexOf("\n\n") + 2);
      if (etag !== undefined && !this.#waiting) this.#askAgain(etag, nowMs());
    });
  }

  #askAgain(etag: string, toldMs: number): void {
    this.#waiting = true;
    setTimeout(async () => {
      this.#waiting = false;
      const body = await this.#bulk(`?flagConfigEtag=${etag}`);
      this.#onValue(Number(/"value":(-?\d+)/.exec(body)?.[1]), toldMs, nowMs());
    }, this.#order.waitMs);
  }

  #bulk(query: string): Promise<string> {
    return this.#asks.asked(`POST /ofrep/v1/evaluate/flags${query}${this.#request}`);
  }
}

/** A connection on which one thing is asked at a time. What the server ends is opened again, as browsers do. */
class HttpSocket {
  readonly #at: { readonly host: string; readonly port: number };
  readonly #keeps: boolean;
  #socket: Socket | undefined;
  #text = "";
  #open: { readonly request: string; readonly onBody: (body: string) => void } | undefined;

  constructor(url: string, keeps: boolean) {
    const { hostname, port } = new URL(url);
    this.#at = { host: hostname, port: Number(port) };
    this.#keeps = keeps;
  }

  /** The body of the answer, which has to be 200. */
  asked(request: string): Promise<string> {
    return new Promise((onBody) => {
      this.#open = { request, onBody };
      this.#send();
    });
  }

  #send(): void {
    if (this.#open === undefined) return;
    this.#text = "";
    this.#socket ??= this.#connected();
    this.#socket.write(this.#open.request);
  }

  #connected(): Socket {
    const socket = connect({ ...this.#at, noDelay: true }).setEncoding("latin1");
    socket.on("error", () => socket.destroy());
    socket.once("close", () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#send();
    });
    return socket.on("data", (chunk) => this.#read(String(chunk)));
  }

  #read(chunk: string): void {
    this.#text += chunk;
    const end = this.#text.indexOf("\r\n\r\n") + 4;
    if (end < 4) return;
    const length = Number(/\r\ncontent-length: (\d+)\r\n/i.exec(this.#text.slice(0, end))?.[1]);
    if (!this.#text.startsWith("HTTP/1.1 200 ")) throw new Error(this.#text);
    if (this.#text.length < end + length) return;
    const body = this.#text.slice(end, end + length);
    const { onBody } = this.#open ?? {};
    this.#open = undefined;
    if (!this.#keeps) {
      this.#socket?.end();
      this.#socket = undefined;
    }
    onBody?.(body);
  }
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
