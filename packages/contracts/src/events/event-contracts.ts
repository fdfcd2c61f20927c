import type { ContractKind } from "../contract.ts";
import { schemaSetContracts } from "../schema-set/schema-set-contracts.ts";
import { messageRules } from "./rules.ts";
import { pairByTypeConstant } from "./type-constant.ts";
import { words } from "./words.ts";

/** JSON Schemas of messages: a folder with one file for each type, or one file. */
export const eventContracts: ContractKind = schemaSetContracts(words, messageRules, pairByTypeConstant);
