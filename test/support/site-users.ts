import { Agent, request } from "node:http";

/** Some hundred requests a second: enough to see what is dropped, and most of the machine is left for the rest. */
const pauseMs = 15;
const answerMs = 5_000;

interface Answered {
  readonly startedMs: number;
  readonly user: string;
  readonly status: number;
  readonly label: string;
}

/** People with cookies, who ask a router; what each of them was answered is kept. */
export class SiteUsers {
  readonly answered: Answered[] = [];
  /** Requests that were dropped, or answered by nobody. */
  readonly dropped: string[] = [];
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #url: string;
  #isOver = false;
  #clients: Promise<unknown> = Promise.resolve();

  constructor(url: string) {
    this.#url = url;
  }

  /** Each of them asks once: who got which version. */
  async everyone(count: number): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    const users = Array.from({ length: count }, (_, index) => `u-${index}`);
    const clients = Array.from({ length: 16 }, async () => {
      for (let user = users.pop(); user !== undefined; user = users.pop())
        found.set(user, (await this.ask(user)).label);
    });
    await Promise.all(clients);
    return found;
  }

  /** They ask again and again, a few at a time, until it is over. */
  keepAsking(users: number, clients = 5): void {
    this.#clients = Promise.all(
      Array.from({ length: clients }, async (_, first) => {
        for (let user = first; !this.#isOver; user = (user + clients) % users) {
          await this.ask(`u-${user}`);
          await new Promise((resolve) => setTimeout(resolve, pauseMs));
        }
      }),
    );
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#clients;
    this.#agent.destroy();
  }

  /** Labels that answered what was asked from that moment on (performance.now), with how often. */
  since(startedMs: number): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const each of this.answered)
      if (each.startedMs >= startedMs) counts[each.label] = (counts[each.label] ?? 0) + 1;
    return counts;
  }

  ask(user: string): Promise<Answered> {
    const startedMs = performance.now();
    return new Promise((resolve) => {
      const ended = (status: number, label: string, why?: string) => {
        const answer = { startedMs, user, status, label };
        this.answered.push(answer);
        if (why !== undefined || status === 502 || status === 503)
          this.dropped.push(`${status} ${label}: ${why}`);
        resolve(answer);
      };
      const call = request(
        this.#url,
        { agent: this.#agent, headers: { cookie: `uid=${user}` } },
        (response) => {
          const version = String(response.headers["x-cf-version"] ?? "nobody").replace(/^.*@/, "");
          response.resume();
          response.once("end", () => ended(response.statusCode ?? 0, version));
          response.once("error", (error) => ended(0, version, String(error)));
        },
      );
      call.setTimeout(answerMs, () => call.destroy(new Error("no answer")));
      call.once("error", (error) => ended(0, "nobody", String(error)));
      call.end();
    });
  }
}
