import { createHash } from "node:crypto";
import {
  type ComponentPaths,
  type Contents,
  nearest,
  publishedPaths,
  type Revision,
  type RevisionDocuments,
} from "@crossfade/core";
import { below } from "./file-tree.ts";

/** What was published with one version. */
export interface PublishedFiles {
  /** "api@1.9.0" */
  readonly version: string;
  readonly digest: string;
  readonly texts: ReadonlyMap<string, string>;
  /** All files of its repository, published or not. Undefined: nobody has said. */
  readonly paths: ReadonlySet<string> | undefined;
}

export function publishedFiles(
  version: string,
  digest: string,
  files: Readonly<Record<string, string>>,
): PublishedFiles {
  const { [publishedPaths.paths]: paths, ...texts } = files;
  return {
    version,
    digest,
    texts: new Map(Object.entries(texts)),
    paths: paths === undefined ? undefined : listedIn(paths),
  };
}

/**
 * A revision of what was published, one version's or those of several: of two that have a file, the first counts. What was
 * not published is missing; it never looks like a file that does not exist.
 */
export class PublishedDocuments implements RevisionDocuments {
  readonly #name: string;
  readonly #layers: readonly PublishedFiles[];
  readonly #known: ReadonlySet<string>;
  readonly #sorted: readonly string[];

  constructor(name: string, layers: readonly PublishedFiles[]) {
    this.#name = name;
    this.#layers = layers;
    this.#known = new Set(layers.flatMap(({ texts, paths = [] }) => [...texts.keys(), ...paths]));
    this.#sorted = [...this.#known].sort();
  }

  read(path: string): string | undefined {
    return this.#layers.find(({ texts }) => texts.has(path))?.texts.get(path);
  }

  list(folder: string): readonly string[] {
    return below(this.#sorted, folder === "" || folder.endsWith("/") ? folder : `${folder}/`);
  }

  whyMissing(path: string): string {
    if (this.#layers.length === 0) return `${this.#name} was never published.`;
    if (this.#hasNamed(path) || !this.#isListed())
      return `${path} was not published with ${this.#name}: nothing linked to it.`;
    const close = nearest(path, this.#sorted);
    return `There is no ${path} in ${this.#name}.${close === undefined ? "" : ` Did you mean ${close}?`}`;
  }

  /** As folders have it, so that the same files are the same contents. */
  contents(component: ComponentPaths): Contents {
    const own = new Set(component.paths.flatMap((path) => this.#under(path)));
    for (const path of component.except ?? []) for (const each of this.#under(path)) own.delete(each);
    const hash = createHash("sha256");
    for (const path of [...own].sort()) hash.update(JSON.stringify([path, this.#idOf(path)]));
    if (own.size > 0 || this.#isListed()) return { digest: hash.digest("hex"), files: own.size };
    // Nobody has said which files there are: it may well be there, and then it is unknown.
    return { digest: hash.update(this.#unknown(component.paths.join("\n"))).digest("hex"), files: 1 };
  }

  #isListed(): boolean {
    return this.#layers.every(({ paths }) => paths !== undefined);
  }

  #hasNamed(path: string): boolean {
    return this.#under(path).length > 0;
  }

  #under(path: string): readonly string[] {
    const bare = path.replace(/\/$/, "");
    if (bare === "") return this.#sorted;
    return this.#known.has(bare) ? [bare] : below(this.#sorted, `${bare}/`);
  }

  #idOf(path: string): string {
    const text = this.read(path);
    return text === undefined ? this.#unknown(path) : createHash("sha256").update(text).digest("hex");
  }

  /** Equal to nothing that was published otherwise. */
  #unknown(path: string): string {
    return JSON.stringify(["not published", path, ...this.#layers.map(({ digest }) => digest)]);
  }
}

/** The revision that documents are. */
export function publishedRevision(
  facts: Pick<Revision, "name" | "role"> & { readonly commit?: string },
  documents: PublishedDocuments,
): Revision {
  return { ...facts, isPublished: true, documents, contents: (component) => documents.contents(component) };
}

/** Undefined for a list that is none: then nobody has said. */
function listedIn(text: string): ReadonlySet<string> | undefined {
  try {
    const paths: unknown = JSON.parse(text);
    return Array.isArray(paths) && paths.every((each) => typeof each === "string")
      ? new Set(paths)
      : undefined;
  } catch {
    return undefined;
  }
}
