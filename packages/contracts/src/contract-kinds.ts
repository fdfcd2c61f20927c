import type { ContractKind, ContractKindName } from "./contract.ts";
import { eventContracts } from "./events/event-contracts.ts";
import { httpContracts } from "./http/http-contracts.ts";

/** Every kind of contract that can be compared, by the word that a link uses for it. */
export const contractKinds: Readonly<Partial<Record<ContractKindName, ContractKind>>> = {
  http: httpContracts,
  events: eventContracts,
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
