import { controlStoreContract } from "../../../../test/ports/control-store-contract.ts";
import { createFakeControlStore } from "./fake-control-store.ts";

controlStoreContract("memory", { open: async () => createFakeControlStore(Date.now), replicas: false });
