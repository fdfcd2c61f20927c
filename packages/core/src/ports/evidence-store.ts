/** What gates have learnt so far, as plain JSON under a key. A cache of what routers measured: losing it costs time, not truth. */
export interface EvidenceStore {
  evidence(key: string): Promise<unknown>;
  keepEvidence(key: string, value: unknown): Promise<void>;
}
