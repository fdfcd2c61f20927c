import type { ContractKind } from "../contract.ts";
import { schemaSetContracts } from "../schema-set/schema-set-contracts.ts";
import { frameRules } from "./rules.ts";
import { words } from "./words.ts";

/** JSON Schemas of what a page and its frame post to each other: a folder with one file for each type, or one file. */
export const frameContracts: ContractKind = schemaSetContracts(words, frameRules);
