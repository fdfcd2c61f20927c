import type { Documents, Hash } from "@crossfade/core";

/** One question to documents, and a digest of the answer. */
export type Asked = readonly [what: "read" | "list", path: string, heard: string];

/** The digest of what documents answer; undefined where they fail. */
export type Hearing = (what: Asked[0], path: string) => string | undefined;

const hearings = new WeakMap<Documents, { readonly hash: Hash; readonly hearing: Hearing }>();

/** Every document is hashed once. */
export function hearingOf(documents: Documents, hash: Hash): Hearing {
  const known = hearings.get(documents);
  if (known?.hash === hash) return known.hearing;
  const hearing = hearingBy(documents, hash);
  hearings.set(documents, { hash, hearing });
  return hearing;
}

function hearingBy(documents: Documents, hash: Hash): Hearing {
  const known = new Map<string, string | undefined>();
  const heard = (what: Asked[0], path: string): string => {
    if (what === "list") return hash(JSON.stringify(documents.list(path)));
    const text = documents.read(path);
    return text === undefined ? "none" : hash(text);
  };
  return (what, path) => {
    const key = `${what} ${path}`;
    if (known.has(key)) return known.get(key);
    const answer = tried(() => heard(what, path));
    known.set(key, answer);
    return answer;
  };
}

function tried<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

/** Documents that note what they were asked: whoever would be answered the same, reads the same. */
export class RecordedDocuments implements Documents {
  readonly #documents: Documents;
  readonly #asked = new Map<string, readonly [Asked[0], string]>();
  #sealed = false;
  #late = false;

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  read(path: string): string | undefined {
    this.#note("read", path);
    return this.#documents.read(path);
  }

  list(folder: string): readonly string[] {
    this.#note("list", folder);
    return this.#documents.list(folder);
  }

  /** Whether anything was asked that is not among what `sealed` told. */
  get late(): boolean {
    return this.#late;
  }

  /** All that was asked, in this order; undefined where an answer failed. */
  sealed(hearing: Hearing): readonly Asked[] | undefined {
    this.#sealed = true;
    const asked: Asked[] = [];
    for (const [what, path] of this.#asked.values()) {
      const heard = hearing(what, path);
      if (heard === undefined) return undefined;
      asked.push([what, path, heard]);
    }
    return asked;
  }

  #note(what: Asked[0], path: string): void {
    const key = `${what} ${path}`;
    if (this.#asked.has(key)) return;
    if (this.#sealed) this.#late = true;
    else this.#asked.set(key, [what, path]);
  }
}
