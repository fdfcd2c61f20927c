import {
  type Contract,
  contractKinds,
  type Hazard,
  hazardsOf,
  migrationsOf,
  schemaAfter,
} from "@crossfade/contracts";
import { ABSENT, type Documents, type Hash, type Revision, type VersionLabel } from "@crossfade/core";
import type { ConfigComponent, SystemConfig } from "../config/system-config.ts";
import type { ContractAt } from "./contract-at.ts";
import type { ComponentVersions } from "./versions.ts";

/** A deployment may pause after each migration; beyond this many only after all of them. */
const maxStates = 64;

/** What the migrations do that are not applied yet, and the states of the schema between them. */
export interface SchemaChange {
  readonly component: string;
  readonly pending: readonly { readonly name: string; readonly path: string }[];
  readonly hazards: readonly Hazard[];
  /** After each migration but the last, oldest first: a label and the contract of that state. */
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
  const edited = applied.findIndex((each, index) => each.name !== all[index]?.name);
  if (
    edited >= 0 ||
    schemaAfter(before, applied.length).digestText !== schemaAfter(after, applied.length).digestText
  )
    return {
      ...change,
      hazards: edited >= 0 ? [] : change.hazards,
      states: new Map(),
      note: `${config.id}: the migrations of ${from} are not the first ones of ${to}${edited >= 0 ? ` (${applied[edited]?.name} is not there, or at another place)` : " (one of them was edited)"}, so what runs in between cannot be told.`,
    };
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
    states.set(label, { kind: "contract", contract, digest: hash(digestText), documents });
  }
  return states;
}

/** The migrations as this revision has them; undefined where they are missing or cannot be read. */
function schemaAt(
  config: ConfigComponent,
  revision: Revision,
  own: SystemConfig | undefined,
): Contract | undefined {
  const declared = own?.components.find(({ id }) => id === config.id) ?? config;
  const path = declared.migrations ?? `${config.id}/migrations/`;
  if (revision.contents({ paths: [path] }).files === 0) return undefined;
  const reading = contractKinds.sql?.read(path, revision.documents, "receiver");
  return reading?.kind === "contract" ? reading.contract : undefined;
}
