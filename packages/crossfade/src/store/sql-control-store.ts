import type { ControlStore } from "@crossfade/core";
import type { Kysely } from "kysely";
import { joined } from "./control-store.ts";
import { exportedFrom } from "./export.ts";
import { importedInto } from "./import.ts";
import { SqlEvidenceStore } from "./sql-evidence-store.ts";
import { SqlFactStore } from "./sql-fact-store.ts";
import { SqlFlagRevisionStore } from "./sql-flag-revision-store.ts";
import { SqlOutboxStore } from "./sql-outbox-store.ts";
import { SqlRegistryStore } from "./sql-registry-store.ts";
import { SqlReleaseStore } from "./sql-release-store.ts";
import { SqlTokenStore } from "./sql-token-store.ts";
import type { Tables } from "./tables.ts";
import type { WakeChannel } from "./wake-channel.ts";

/** A store that outlives the process, and can be carried to another place. */
export interface DurableStore extends ControlStore {
  /** Everything, as it is in one moment, line by line: see export.ts. */
  exported(): AsyncIterable<string>;
  /** All lines of an export, or none. CF_STORE_NOT_EMPTY, CF_EXPORT_UNREADABLE. Resolves to how many rows it were. */
  imported(lines: AsyncIterable<string>): Promise<number>;
}

/** All parts of a store over one database. */
export function sqlControlStore(db: Kysely<Tables>, wake: WakeChannel): DurableStore {
  const store = joined({
    releases: new SqlReleaseStore(db, wake),
    facts: new SqlFactStore(db, wake),
    registry: new SqlRegistryStore(db),
    evidence: new SqlEvidenceStore(db),
    tokens: new SqlTokenStore(db),
    outbox: new SqlOutboxStore(db),
    flags: new SqlFlagRevisionStore(db, wake),
  });
  return {
    ...store,
    exported: () => exportedFrom(db),
    imported: (lines) => importedInto(db, lines),
  };
}
