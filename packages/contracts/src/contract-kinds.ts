import { assetContracts } from "./assets/asset-contracts.ts";
import type { ContractKind, ContractKindName } from "./contract.ts";
import { eventContracts } from "./events/event-contracts.ts";
import { flagContracts } from "./flags/flag-contracts.ts";
import { frameContracts } from "./frame/frame-contracts.ts";
import { httpContracts } from "./http/http-contracts.ts";
import { sqlContracts } from "./sql/sql-contracts.ts";
import { storeContracts } from "./store/store-contracts.ts";

/** Every kind of contract that can be compared, by the word that a link uses for it. */
export const contractKinds: Readonly<Partial<Record<ContractKindName, ContractKind>>> = {
  http: httpContracts,
  events: eventContracts,
  store: storeContracts,
  frame: frameContracts,
  sql: sqlContracts,
  flags: flagContracts,
  assets: assetContracts,
};

/** The title of a kind's section in the reference. */
export const kindTitles: Readonly<Record<ContractKindName, string>> = {
  http: "HTTP",
  events: "Events",
  store: "Stores",
  frame: "Frames",
  sql: "SQL",
  flags: "Flags",
  assets: "Assets",
};
