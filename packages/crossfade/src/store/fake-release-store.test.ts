import { releaseStoreContract } from "../../../../test/ports/release-store-contract.ts";
import { FakeReleaseStore } from "./fake-release-store.ts";

releaseStoreContract("memory", { open: async () => new FakeReleaseStore(Date.now), replicas: false });
