import type { Delivery, OutboxStore } from "@crossfade/core";
import { copied } from "./copied.ts";

const listLimit = 200;

interface Row extends Delivery {
  readonly nextAtMs: number;
  readonly leaseUntilMs: number;
}

/** Messages on their way out, in memory. */
export class FakeOutboxStore implements OutboxStore {
  readonly #rows = new Map<string, Row>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  async enqueue(messages: readonly Pick<Delivery, "id" | "endpoint" | "body">[]): Promise<void> {
    const nowMs = this.#nowMs();
    for (const { id, endpoint, body } of messages) {
      if (this.#rows.has(id)) continue;
      const fresh = { attempts: 0, state: "waiting", createdMs: nowMs, nextAtMs: nowMs } as const;
      this.#rows.set(id, { id, endpoint, body, ...fresh, leaseUntilMs: 0 });
    }
  }

  async due(limit: number, leaseMs: number): Promise<readonly Delivery[]> {
    const nowMs = this.#nowMs();
    const due = [...this.#rows.values()]
      .filter((each) => each.state === "waiting" && each.nextAtMs <= nowMs && each.leaseUntilMs < nowMs)
      .sort((one, other) => one.nextAtMs - other.nextAtMs)
      .slice(0, limit);
    for (const each of due) this.#rows.set(each.id, { ...each, leaseUntilMs: nowMs + leaseMs });
    return due.map(deliveryOf);
  }

  async settle(
    id: string,
    { state, answer, againInMs = 0 }: Parameters<OutboxStore["settle"]>[1],
  ): Promise<void> {
    const row = this.#rows.get(id);
    if (row?.state !== "waiting") return;
    const nextAtMs = this.#nowMs() + againInMs;
    this.#rows.set(id, {
      ...row,
      state,
      lastAnswer: answer,
      attempts: row.attempts + 1,
      nextAtMs,
      leaseUntilMs: 0,
    });
  }

  async resend(id: string): Promise<boolean> {
    const row = this.#rows.get(id);
    if (row === undefined) return false;
    const again = { state: "waiting", attempts: 0, nextAtMs: this.#nowMs(), leaseUntilMs: 0 } as const;
    this.#rows.set(id, { ...row, ...again });
    return true;
  }

  async deliveries(): Promise<readonly Delivery[]> {
    return [...this.#rows.values()].reverse().slice(0, listLimit).map(deliveryOf);
  }
}

function deliveryOf({ nextAtMs: _, leaseUntilMs: __, ...delivery }: Row): Delivery {
  return copied(delivery);
}
