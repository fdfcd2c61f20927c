import type {
  Delivery,
  Fact,
  Grant,
  ReleaseEvent,
  ReleaseProgress,
  ReleaseSpec,
  VersionLabel,
} from "@crossfade/core";
import type { ColumnType, GeneratedAlways, JSONColumnType } from "kysely";
import type { StoredBasis } from "./release-basis.ts";

/** PostgreSQL gives bigint as text: 2^53 is not enough for it. Ours count milliseconds and fences, for which it is. */
type Bigint = ColumnType<string, number | string, number | string>;
type OptionalBigint = ColumnType<string | null, number | null, number | null>;
/** Set by the statement or by the default, from the clock of the database. */
type Time = ColumnType<Date, never, never>;

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
    created_at: Time;
    /** Something beside its journal has happened since it was last taken: whoever gives it back has not seen that. */
    touched: ColumnType<boolean, never, boolean>;
  };
  /** What a release was planned from; large, and read seldom. */
  release_basis: {
    release: string;
    basis: JSONColumnType<StoredBasis>;
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
  /** One row for each environment that was heard of: whoever writes facts of it holds the row. */
  environment: {
    name: string;
    /** Of the last fact. */
    fact_seq: number;
  };
  fact: {
    environment: string;
    seq: number;
    at_ms: Bigint;
    actor: string;
    component: string;
    fact: JSONColumnType<Fact>;
  };
  /** Every published text once, by its SHA-256. */
  document: {
    digest: string;
    /** As bytes: a text of PostgreSQL cannot hold every character. */
    content: Buffer;
  };
  snapshot: {
    digest: string;
    /** Path to digest of a document. */
    files: JSONColumnType<Readonly<Record<string, string>>>;
  };
  published_version: {
    /** The order of publishing: two may come within one millisecond. */
    position: GeneratedAlways<string>;
    component: string;
    label: VersionLabel;
    snapshot: string;
    contents: string;
    artifact_digest: string | null;
    built_against: JSONColumnType<Readonly<Record<string, VersionLabel>>>;
    revision: string | null;
    published_ms: Bigint;
    published_by: string;
  };
  evidence: {
    key: string;
    /** JSON text. */
    value: string;
    kept_at: ColumnType<Date, never, Date | string>;
  };
  flag_revision: {
    component: string;
    revision: number;
    at_ms: Bigint;
    author: string;
    why: string;
    text: string;
  };
  token: {
    id: string;
    person: string;
    hash: string;
    grants: JSONColumnType<readonly Grant[]>;
    created_ms: Bigint;
    created_by: string;
    expires_ms: OptionalBigint;
    revoked_ms: OptionalBigint;
  };
  delivery: {
    position: GeneratedAlways<string>;
    id: string;
    endpoint: string;
    body: string;
    attempts: number;
    state: Delivery["state"];
    last_answer: string | null;
    created_at: Time;
    next_at: ColumnType<Date, never, Date | string>;
    lease_until: ColumnType<Date | null, never, Date | string | null>;
  };
}
