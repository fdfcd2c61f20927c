import type { EvidenceStore } from "@crossfade/core";
import { copied } from "./copied.ts";

/** What gates have learnt, in memory. */
export class FakeEvidenceStore implements EvidenceStore {
  readonly #values = new Map<string, unknown>();

  async evidence(key: string): Promise<unknown> {
    const value = this.#values.get(key);
    return value === undefined ? undefined : copied(value);
  }

  async keepEvidence(key: string, value: unknown): Promise<void> {
    this.#values.set(key, copied(value));
  }
}
