import {
  type Contract,
  type ContractProblem,
  contractKinds,
  type FlaggedEnd,
  flagMarksIn,
  foreignContract,
  type Side,
} from "@crossfade/contracts";
import type { Cache, Documents, Hash, Revision } from "@crossfade/core";
import type { ConfigComponent, ConfigLink, SystemConfig } from "../config/system-config.ts";
import { isScanned, withScan } from "./flag-scans.ts";
import { flaggedEnd, narrowedFlags } from "./flagged-end.ts";
import { type KnownReading, KnownReadings } from "./known-readings.ts";
import { isSameLink } from "./link-identity.ts";
import type { ReportProblem } from "./report.ts";

/** What one end of a link says in one revision. */
export type ContractAt =
  | {
      readonly kind: "contract";
      /** Parsed when somebody looks. */
      readonly contract: Contract;
      readonly reading: KnownReading;
      readonly digest: string;
      /** What it was read from. */
      readonly documents: Documents;
      /** Set where its owner uses only a part of it. */
      readonly narrowed?: Narrowed;
      /** Set where parts of it are behind flags. */
      readonly flags?: FlaggedEnd;
    }
  /** Read by no comparison yet: only equality can be told. */
  | { readonly kind: "opaque"; readonly digest: string; readonly format?: string }
  | { readonly kind: "not-spoken" }
  | { readonly kind: "missing"; readonly path: string; readonly why: string }
  | {
      readonly kind: "unreadable";
      readonly path: string;
      /** Of the bytes as they are: what is broken in another way is another thing. */
      readonly raw: string;
      readonly problems: readonly ReportProblem[];
    };

/** Kinds that say themselves what they do not compare, and kinds that have no other languages. */
const comparesFormats: readonly string[] = ["events", "sql", "flags", "assets"];

/** Kinds that read a document the same way whose ever it is. */
const readsAlike: readonly string[] = ["http", "store", "frame"];

/** Kinds whose documents may say what is sent only while a flag is on. */
const marksFlags: readonly string[] = ["http", "events", "store", "frame"];

export interface Narrowed {
  /** Path of the list that says what is used. */
  readonly list: string;
  /** Digest of all that the contract says. */
  readonly whole: string;
}

type ReadContract = Extract<ContractAt, { kind: "contract" }>;

/** Reads each contract of each revision once. */
export class ContractReader {
  readonly #configs: ReadonlyMap<Revision, SystemConfig>;
  readonly #hash: Hash;
  readonly #readings: KnownReadings;
  readonly #read = new Map<Revision, Map<string, ContractAt>>();

  constructor(configs: ReadonlyMap<Revision, SystemConfig>, hash: Hash, cache: Cache) {
    this.#configs = configs;
    this.#hash = hash;
    this.#readings = new KnownReadings(cache, hash);
  }

  /** One end's contract of a link at a revision: where that revision's own file puts it, else where `link` says. */
  at(link: ConfigLink, revision: Revision, side: Side): ContractAt {
    const config = this.#configs.get(revision);
    const own = config?.links.find((each) => isSameLink(each, link));
    const path = pathOf(own ?? link, side);
    const there = revision.contents({ paths: [path] }).files > 0;
    if (config && !own && !there) return { kind: "not-spoken" };
    const known = this.#read.get(revision) ?? new Map<string, ContractAt>();
    this.#read.set(revision, known);
    const once = (key: string, read: () => ContractAt) => {
      const end = known.get(key) ?? read();
      known.set(key, end);
      return end;
    };
    const key = `${link.contract.form} ${side} ${path}`;
    const whole = once(key, () => this.#readOne(link, revision, path, side));
    const list = this.#listAt(link, revision, side);
    if (list === undefined || whole.kind !== "contract") return whole;
    return once(`${key} ${list}`, () => this.#narrowed(link, revision, whole, list));
  }

  /** Where the list lies of what the sender uses; undefined where it uses all. */
  #listAt(link: ConfigLink, revision: Revision, side: Side): string | undefined {
    if (side === "receiver") return undefined;
    const own = this.#configs.get(revision)?.links.find((each) => isSameLink(each, link));
    const list = (own ?? link).uses;
    // A revision that says nothing itself may be older than the list.
    const known = own ?? (list !== undefined && revision.contents({ paths: [list] }).files > 0);
    return known ? list : undefined;
  }

  #narrowed(link: ConfigLink, revision: Revision, whole: ReadContract, list: string): ContractAt {
    const kind = contractKinds[link.contract.form];
    const { narrow } = kind ?? {};
    if (!kind || !narrow) return whole;
    const { digest, documents } = whole;
    const way = {
      name: ["narrowed", link.contract.form, whole.reading.source ?? "", list],
      read: (from: Documents) => narrow(whole.contract, list, from),
      digest: (digestText: string) => this.#hash(`${digest} ${digestText}`),
      summary: kind.summary,
      upon: whole.reading,
    };
    const reading = this.#readings.read(way, documents);
    if (reading.kind === "problems") return unreadable(link, revision, list, reading.problems);
    const narrowed: ReadContract = { ...found(reading, documents), narrowed: { list, whole: digest } };
    return whole.flags
      ? { ...narrowed, flags: narrowedFlags(whole.flags, narrow, list, documents) }
      : narrowed;
  }

  /** What the sender's list of what it uses says, where it has one: it is a promise of its own. */
  usesAt(link: ConfigLink, revision: Revision): string | undefined {
    const list = this.#listAt(link, revision, "sender");
    return list === undefined ? undefined : revision.contents({ paths: [list] }).digest;
  }

  /** A component as a revision's own file declares it; undefined where it has no file, or does not. */
  declared(id: string, revision: Revision): ConfigComponent | undefined {
    return this.#configs.get(revision)?.components.find((each) => each.id === id);
  }

  /** One text that is equal exactly where the contract is, all it refers to included. */
  identityAt(link: ConfigLink, revision: Revision, side: Side): string {
    const at = this.at(link, revision, side);
    return at.kind === "unreadable" ? at.raw : "digest" in at ? at.digest : at.kind;
  }

  #isFolder(link: ConfigLink, revision: Revision, side: Side): boolean {
    const own = this.#configs.get(revision)?.links.find((each) => isSameLink(each, link));
    return side === "sender" && isScanned(own ?? link);
  }

  /** Of what nothing reads the text itself is all we know. */
  #opaqueDigest(revision: Revision, path: string): string {
    const { digest } = revision.contents({ paths: [path] });
    return this.#hash(`${digest} ${textOf(revision, path)}`);
  }

  #readOne(link: ConfigLink, revision: Revision, path: string, side: Side): ContractAt {
    if (revision.contents({ paths: [path] }).files === 0)
      return { kind: "missing", path, why: revision.documents.whyMissing(path) };
    const kind = contractKinds[link.contract.form];
    if (!kind) return { kind: "opaque", digest: this.#opaqueDigest(revision, path) };
    const foreign = comparesFormats.includes(link.contract.form)
      ? undefined
      : foreignContract(path, revision.documents);
    if (foreign) return { kind: "opaque", digest: this.#hash(foreign.digestText), format: foreign.format };
    const way = {
      name: ["whole", link.contract.form, readsAlike.includes(kind.name) ? "either" : side, path],
      read: (from: Documents) => kind.read(path, from, side),
      digest: this.#hash,
      summary: kind.summary,
    };
    // A folder of sources says by a scan what it reads.
    const documents = this.#isFolder(link, revision, side)
      ? withScan(revision, this.#configs.get(revision), { ...link, contract: { ...link.contract, path } })
      : revision.documents;
    const reading = this.#readings.read(way, documents);
    if (reading.kind === "problems") return unreadable(link, revision, path, reading.problems);
    const whole = found(reading, documents);
    if (!marksFlags.includes(kind.name)) return whole;
    const { marks, problems } = flagMarksIn(reading.paths, documents);
    if (problems.length > 0) return unreadable(link, revision, path, problems);
    const read = (from: Documents) => kind.read(path, from, side);
    return marks.length === 0 ? whole : { ...whole, flags: flaggedEnd(marks, documents, read) };
  }
}

/** A contract as an end of a link has it. */
export function found(reading: KnownReading, documents: Documents): ReadContract {
  return {
    kind: "contract",
    get contract() {
      return reading.contract;
    },
    reading,
    digest: reading.digest,
    documents,
  };
}

function unreadable(
  link: ConfigLink,
  revision: Revision,
  path: string,
  found: readonly ContractProblem[],
): ContractAt {
  const problems = found.map((each) => ({ ...each, link: link.id, revision: revision.name }));
  return { kind: "unreadable", path, raw: revision.contents({ paths: [path] }).digest, problems };
}

/** Where the document of one end lies. */
export function pathOf({ contract }: ConfigLink, side: Side): string {
  return side === "sender" ? contract.path : (contract.served ?? contract.path);
}

/** A link is followed; what cannot be read as text is known by its bytes alone. */
function textOf(revision: Revision, path: string): string {
  try {
    return path.endsWith("/") ? "" : (revision.documents.read(path) ?? "");
  } catch {
    return "";
  }
}
