import type { Contract, ContractProblem, Reading, Summary } from "@crossfade/contracts";
import { type Cache, CrossfadeError, type Documents, type Hash } from "@crossfade/core";
import { type Asked, hearingOf, RecordedDocuments } from "./recorded-documents.ts";

/** How a contract is read. */
export interface Way {
  /** Everything that the outcome depends on beside the documents. */
  readonly name: readonly string[];
  read(documents: Documents): Reading;
  digest(digestText: string): string;
  summary(contract: Contract): Summary;
  /** A reading that this one goes on from. */
  readonly upon?: KnownReading;
}

type Problems = { readonly kind: "problems"; readonly problems: readonly ContractProblem[] };

/** What is remembered of a reading: what was asked, and what it came to. */
interface Trace {
  readonly asked: readonly Asked[];
  readonly digest: string;
  readonly summary: string;
}

/** Contents of one path that are remembered: of the versions that are compared, and of other repositories. */
const tracesKept = 16;
/** A folder of more files is read anew each time. */
const askedLimit = 5_000;

/** Remembers what a contract came to, by all that was read for it. One that cannot be read is read again each time. */
export class KnownReadings {
  readonly #cache: Cache;
  readonly #hash: Hash;
  readonly #readings = new Map<string, KnownReading>();

  constructor(cache: Cache, hash: Hash) {
    this.#cache = cache;
    this.#hash = hash;
  }

  read(way: Way, documents: Documents): KnownReading | Problems {
    const key = this.#hash(JSON.stringify(["reading", ...way.name]));
    const traces = way.upon?.late ? [] : tracesIn(this.#cache.get(key));
    const hearing = hearingOf(documents, this.#hash);
    const known = traces.find(({ asked }) =>
      asked.every(([what, path, heard]) => hearing(what, path) === heard),
    );
    if (known) return this.#shared(way, known, () => parsed(way, documents));
    const recorded = new RecordedDocuments(documents);
    const reading = way.read(recorded);
    if (reading.kind === "problems") return reading;
    const asked = recorded.sealed(hearing);
    const made = { contract: reading.contract, recorded };
    const fresh = {
      asked: asked ?? [],
      digest: way.digest(reading.digestText),
      summary: way.summary(reading.contract).text,
    };
    if (!asked || asked.length > askedLimit || way.upon?.late) return new KnownReading(fresh, () => made);
    this.#cache.set(key, JSON.stringify([fresh, ...traces].slice(0, tracesKept)));
    return this.#shared(way, fresh, () => made);
  }

  /** Both ends of a link mostly read the same document: it is parsed once, and held once. */
  #shared(way: Way, trace: Trace, parse: () => Parsed): KnownReading {
    const source = this.#sourceOf(way, trace);
    const before = this.#readings.get(source);
    if (before?.upon === way.upon && before) return before;
    const reading = new KnownReading(trace, parse, source, way.upon);
    this.#readings.set(source, reading);
    return reading;
  }

  #sourceOf({ name }: Way, { asked }: Trace): string {
    return this.#hash(JSON.stringify([name, asked]));
  }
}

interface Parsed {
  readonly contract: Contract;
  readonly recorded?: RecordedDocuments;
}

/** A contract of which everything but the inside is known; it is parsed when somebody looks there. */
export class KnownReading {
  readonly kind = "contract";
  readonly digest: string;
  readonly summary: string;
  /** Equal only where every document that was read is the same, byte for byte, under the same path. Undefined: not told. */
  readonly source: string | undefined;
  readonly upon: KnownReading | undefined;
  /** The documents that were read for it. */
  readonly paths: readonly string[];
  readonly #parse: () => Parsed;
  #parsed: Parsed | undefined;

  constructor(
    { digest, summary, asked }: Pick<Trace, "digest" | "summary"> & Partial<Trace>,
    parse: () => Parsed,
    source?: string,
    upon?: KnownReading,
  ) {
    this.paths = (asked ?? []).flatMap(([what, path]) => (what === "read" ? [path] : []));
    this.digest = digest;
    this.summary = summary;
    this.source = source;
    this.#parse = parse;
    this.upon = upon;
  }

  get contract(): Contract {
    this.#parsed ??= this.#parse();
    return this.#parsed.contract;
  }

  /** More was read than `source` names (a discriminator led elsewhere): nothing may be remembered by it. */
  get late(): boolean {
    return this.source === undefined || this.#parsed?.recorded?.late === true || this.upon?.late === true;
  }
}

function parsed(way: Way, documents: Documents): Parsed {
  const recorded = new RecordedDocuments(documents);
  const reading = way.read(recorded);
  if (reading.kind === "problems")
    throw new CrossfadeError("CF_INTERNAL", { what: `${way.name.join(" ")} was read, and now is not` });
  recorded.sealed(() => "");
  return { contract: reading.contract, recorded };
}

function tracesIn(text: string | undefined): readonly Trace[] {
  return text === undefined ? [] : (JSON.parse(text) as readonly Trace[]);
}
