import type { EvidenceStore } from "./evidence-store.ts";
import type { FactStore } from "./fact-store.ts";
import type { FlagRevisionStore } from "./flag-revision-store.ts";
import type { OutboxStore } from "./outbox-store.ts";
import type { RegistryStore } from "./registry-store.ts";
import type { ReleaseStore } from "./release-store.ts";
import type { TokenStore } from "./token-store.ts";

/** All that a control plane keeps, in one place. */
export interface ControlStore
  extends ReleaseStore,
    FactStore,
    RegistryStore,
    EvidenceStore,
    TokenStore,
    OutboxStore,
    FlagRevisionStore {}
