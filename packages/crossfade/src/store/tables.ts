import type { ReleaseEvent, ReleaseProgress, ReleaseSpec } from "@crossfade/core";
import type { ColumnType, JSONColumnType } from "kysely";

/** PostgreSQL gives bigint as text: 2^53 is not enough for it. Ours count milliseconds and fences, for which it is. */
type Bigint = ColumnType<string, number | string, number | string>;

export interface Tables {
  release: {
    id: string;
    environment: string;
    plan_schema: number;
    spec: JSONColumnType<ReleaseSpec>;
    /** What the journal says, folded: a cache, as are the next two. */
    progress: JSONColumnType<ReleaseProgress>;
    phase: ReleaseProgress["phase"];
    seq: number;
    /** Null: nothing is due before something happens. */
    next_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
    lease_by: string | null;
    lease_until: ColumnType<Date | null, Date | string | null, Date | string | null>;
    fence: Bigint;
    created_at: ColumnType<Date, never, never>;
  };
  journal: {
    release: string;
    seq: number;
    at_ms: Bigint;
    actor: string;
    kind: string;
    kind_version: number;
    event: JSONColumnType<ReleaseEvent>;
  };
}
