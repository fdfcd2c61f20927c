import { canonicalJson } from "../../document/json.ts";
import type { FlagType } from "../flag-type.ts";
import { scanLimits } from "./scan-limits.ts";

/** Where in the sources: "web/src/cart.ts:12:5". */
export type SourcePlace = string;

/** One key that sources read. */
export interface ScannedKey {
  readonly type: FlagType;
  /** All that the code passes, each once. */
  readonly defaults: readonly unknown[];
  /** Somewhere it passes what cannot be told. */
  readonly isDefaultUncertain: boolean;
  /** The first few. */
  readonly at: readonly SourcePlace[];
}

/** Something that reads a flag, or may: what it reads cannot be told. */
export interface UncertainRead {
  readonly at: SourcePlace;
  readonly why: string;
  /** Where only the rest is not known. */
  readonly key?: string;
}

/** What a folder of sources reads. */
export interface FlagScan {
  readonly reads: ReadonlyMap<string, ScannedKey>;
  readonly uncertain: readonly UncertainRead[];
  /** Files that were looked into. */
  readonly files: number;
}

export interface FoundRead {
  readonly key: string;
  readonly type: FlagType | undefined;
  /** Absent: it cannot be told. */
  readonly default?: { readonly value: unknown };
  readonly at: SourcePlace;
}

/** Puts together what files read. */
export class FoundReads {
  readonly #reads = new Map<string, ScannedKey>();
  readonly #uncertain: UncertainRead[] = [];
  #dropped = 0;
  #files = 0;

  get keys(): ReadonlyMap<string, ScannedKey> {
    return this.#reads;
  }

  file(): void {
    this.#files++;
  }

  add(read: FoundRead): void {
    const { key, type, at } = read;
    const before = this.#reads.get(key);
    if (type === undefined) this.doubt({ at, key, why: "what it takes for an answer cannot be told" });
    else if (before !== undefined && before.type !== type)
      this.doubt({ at, key, why: `it is read as a ${type} here and as a ${before.type} elsewhere` });
    else if (before === undefined && this.#reads.size >= scanLimits.keys)
      this.doubt({ at, key, why: `there are more than ${scanLimits.keys} keys (limit keys)` });
    else this.#reads.set(key, joined(before, { ...read, type }));
  }

  doubt(uncertain: UncertainRead): void {
    if (this.#uncertain.length < scanLimits.uncertain) this.#uncertain.push(uncertain);
    else this.#dropped++;
  }

  done(): FlagScan {
    const more: UncertainRead[] =
      this.#dropped === 0
        ? []
        : [{ at: "", why: `there are ${this.#dropped} more such places (limit uncertain)` }];
    return { reads: this.#reads, uncertain: [...this.#uncertain, ...more], files: this.#files };
  }
}

function joined(before: ScannedKey | undefined, read: FoundRead & { readonly type: FlagType }): ScannedKey {
  const { type, at } = read;
  const defaults = [...(before?.defaults ?? [])];
  const isNew = (value: unknown) => !defaults.some((each) => canonicalJson(each) === canonicalJson(value));
  if (read.default !== undefined && isNew(read.default.value)) defaults.push(read.default.value);
  const places = before?.at ?? [];
  return {
    type,
    defaults,
    isDefaultUncertain: (before?.isDefaultUncertain ?? false) || read.default === undefined,
    at: places.length < scanLimits.places ? [...places, at] : places,
  };
}
