import type { ContractKind } from "../contract.ts";
import { schemaSetContracts } from "../schema-set/schema-set-contracts.ts";
import { storeRules } from "./rules.ts";
import { pairByKey } from "./store-pairing.ts";
import { words } from "./words.ts";

/** JSON Schemas of values that outlive their writer (caches, sessions, rows): a folder with one file for each kind, or one file. */
export const storeContracts: ContractKind = schemaSetContracts(words, storeRules, pairByKey);
