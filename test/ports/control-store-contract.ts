import { factStoreContract } from "./fact-store-contract.ts";
import { flagRevisionStoreContract } from "./flag-revision-store-contract.ts";
import { outboxStoreContract } from "./outbox-store-contract.ts";
import { registryStoreContract } from "./registry-store-contract.ts";
import { releaseStoreContract } from "./release-store-contract.ts";
import type { StoreUnderTest } from "./store-under-test.ts";
import { tokenStoreContract } from "./token-store-contract.ts";

/** What every store of a control plane does, part by part. */
export function controlStoreContract(name: string, store: StoreUnderTest): void {
  releaseStoreContract(name, store);
  factStoreContract(name, store);
  registryStoreContract(name, store);
  tokenStoreContract(name, store);
  outboxStoreContract(name, store);
  flagRevisionStoreContract(name, store);
}
