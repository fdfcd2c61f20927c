import {
  type Contract,
  contractKinds,
  type Hazard,
  hazardsOf,
  migrationsOf,
  schemaAfter,
  sqlContracts,
} from "@crossfade/contracts";
import { ABSENT, type Documents, type Hash, type Revision, type VersionLabel } from "@crossfade/core";
import type { ConfigComponent, SystemConfig } from "../config/system-config.ts";
import { type ContractAt, found } from "./contract-at.ts";
import { KnownReading } from "./known-readings.ts";
import type { ComponentVersions } from "./versions.ts";

/** A deployment may pause after each migration; beyond this many only after all of them. */
const maxStates = 64;

/** What the migrations do that are not applied yet, and the states of the schema between them. */
export interface SchemaChange {
  readonly component: string;
  readonly pending: readonly { readonly name: string; readonly path: string }[];
  readonly hazards: readonly Hazard[];
  /**
   * After each migration but the last, oldest first: a label and the contract of that state. Or the new version itself,
   * where its migrations do not tell what it is.
   */
  readonly states: ReadonlyMap<VersionLabel, ContractAt>;
  /** Why there is no state to pause at, where one would expect some. */
  readonly note?: string;
}

/** How each schema that moves gets from its old state to its new one. */
export function schemaChanges(
  versions: Iterable<ComponentVersions>,
  configs: ReadonlyMap<Revision, SystemConfig>,
  hash: Hash,
): SchemaChange[] {
  return [...versions].flatMap((each) =>
    each.config.kind === "schema" ? (changeOf(each, configs, hash) ?? []) : [],
  );
}

function changeOf(
  { config, chain, revisionsOf }: ComponentVersions,
  configs: ReadonlyMap<Revision, SystemConfig>,
  hash: Hash,
): SchemaChange | undefined {
  const [from, to] = chain;
  if (from === undefined || to === undefined || from === ABSENT || to === ABSENT) return undefined;
  const [revision, next] = [from, to].map((label) => revisionsOf.get(label)?.at(-1));
  const before = revision && schemaAt(config, revision, configs.get(revision));
  const after = next && schemaAt(config, next, configs.get(next));
  if (!before || !after) return undefined;
  const applied = migrationsOf(before);
  const all = migrationsOf(after);
  const pending = all.slice(applied.length);
  const change = { component: config.id, pending, hazards: hazardsOf(after, applied.length) };
  const why = whyNotContinued(applied, all, before, after);
  if (why !== undefined) {
    const message = `the migrations of ${from} are not the first ones of ${to}: ${why}, so what ${to} is can only be told from the database`;
    const problems = [
      { document: pathIn(config, configs.get(next)), message, link: "", revision: next.name },
    ];
    return {
      ...change,
      hazards: [],
      states: new Map([[to, { kind: "unreadable", path: problems[0]?.document ?? "", raw: why, problems }]]),
      note: `${config.id}: ${message}.`,
    };
  }
  if (pending.length > maxStates)
    return {
      ...change,
      states: new Map(),
      note: `${config.id}: ${pending.length} migrations are pending. At most ${maxStates} are looked at one by one, so they count as one step.`,
    };
  return {
    ...change,
    states: statesBetween(after, applied.length, pending, [from, to], next.documents, hash),
  };
}

function statesBetween(
  schema: Contract,
  applied: number,
  pending: SchemaChange["pending"],
  taken: readonly VersionLabel[],
  documents: Documents,
  hash: Hash,
): ReadonlyMap<VersionLabel, ContractAt> {
  const states = new Map<VersionLabel, ContractAt>();
  for (const [index, { name }] of pending.slice(0, -1).entries()) {
    const { contract, digestText } = schemaAfter(schema, applied + index + 1);
    const label = taken.includes(name) || states.has(name) ? `${name}+${index + 1}` : name;
    const known = { digest: hash(digestText), summary: sqlContracts.summary(contract).text };
    states.set(label, found(new KnownReading(known, () => ({ contract })), documents));
  }
  return states;
}

/** A file that ran already never runs again: where it was changed, the files no longer tell what the database is. */
function whyNotContinued(
  applied: SchemaChange["pending"],
  all: SchemaChange["pending"],
  before: Contract,
  after: Contract,
): string | undefined {
  const moved = applied.find((each, index) => each.name !== all[index]?.name);
  if (moved) return `${moved.name} is not there, or at another place`;
  const [one, other] = [before, after].map((each) => schemaAfter(each, applied.length).digestText);
  return one === other ? undefined : "one of them was edited";
}

/** The migrations as this revision has them; undefined where they are missing or cannot be read. */
function schemaAt(
  config: ConfigComponent,
  revision: Revision,
  own: SystemConfig | undefined,
): Contract | undefined {
  const path = pathIn(config, own);
  if (revision.contents({ paths: [path] }).files === 0) return undefined;
  const reading = contractKinds.sql?.read(path, revision.documents, "receiver");
  return reading?.kind === "contract" ? reading.contract : undefined;
}

function pathIn(config: ConfigComponent, own: SystemConfig | undefined): string {
  const declared = own?.components.find(({ id }) => id === config.id) ?? config;
  return declared.migrations ?? `${config.id}/migrations/`;
}
