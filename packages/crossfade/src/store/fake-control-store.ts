import type { ControlStore } from "@crossfade/core";
import { joined } from "./control-store.ts";
import { FakeEvidenceStore } from "./fake-evidence-store.ts";
import { FakeFactStore } from "./fake-fact-store.ts";
import { FakeFlagRevisionStore } from "./fake-flag-revision-store.ts";
import { FakeOutboxStore } from "./fake-outbox-store.ts";
import { FakeRegistryStore } from "./fake-registry-store.ts";
import { FakeReleaseStore } from "./fake-release-store.ts";
import { FakeTokenStore } from "./fake-token-store.ts";

/** Everything in memory: the same promises, but for the death of the process. */
export function createFakeControlStore(nowMs: () => number): ControlStore {
  const releases = new FakeReleaseStore(nowMs);
  return joined({
    releases,
    facts: new FakeFactStore(nowMs, (environment) => releases.touch(environment)),
    registry: new FakeRegistryStore(nowMs),
    evidence: new FakeEvidenceStore(),
    tokens: new FakeTokenStore(),
    outbox: new FakeOutboxStore(nowMs),
    flags: new FakeFlagRevisionStore(),
  });
}
