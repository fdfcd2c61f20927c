import { type Contract, contractKinds, type Side } from "@crossfade/contracts";
import type { Documents, Hash, Revision } from "@crossfade/core";
import type { ConfigComponent, ConfigLink, SystemConfig } from "../config/system-config.ts";
import { isSameLink } from "./link-identity.ts";
import type { ReportProblem } from "./report.ts";

/** What one end of a link says in one revision. */
export type ContractAt =
  | {
      readonly kind: "contract";
      readonly contract: Contract;
      readonly digest: string;
      /** What it was read from. */
      readonly documents: Documents;
    }
  /** Read by no comparison yet: only equality can be told. */
  | { readonly kind: "opaque"; readonly digest: string }
  | { readonly kind: "not-spoken" }
  | { readonly kind: "missing"; readonly path: string; readonly why: string }
  | {
      readonly kind: "unreadable";
      readonly path: string;
      /** Of the bytes as they are: what is broken in another way is another thing. */
      readonly raw: string;
      readonly problems: readonly ReportProblem[];
    };

/** Reads each contract of each revision once. */
export class ContractReader {
  readonly #configs: ReadonlyMap<Revision, SystemConfig>;
  readonly #hash: Hash;
  readonly #read = new Map<Revision, Map<string, ContractAt>>();

  constructor(configs: ReadonlyMap<Revision, SystemConfig>, hash: Hash) {
    this.#configs = configs;
    this.#hash = hash;
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
    const key = `${link.contract.form} ${side} ${path}`;
    const cached = known.get(key);
    if (cached) return cached;
    const fresh = this.#readOne(link, revision, path, side);
    known.set(key, fresh);
    return fresh;
  }

  /** A component as a revision's own file declares it; undefined where it has no file, or does not. */
  declared(id: string, revision: Revision): ConfigComponent | undefined {
    return this.#configs.get(revision)?.components.find((each) => each.id === id);
  }

  summary(link: ConfigLink, end: Extract<ContractAt, { kind: "contract" }>): string | undefined {
    return contractKinds[link.contract.form]?.summary(end.contract).text;
  }

  /** One text that is equal exactly where the contract is, all it refers to included. */
  identityAt(link: ConfigLink, revision: Revision, side: Side): string {
    const at = this.at(link, revision, side);
    return at.kind === "unreadable" ? at.raw : "digest" in at ? at.digest : at.kind;
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
    const reading = kind.read(path, revision.documents, side);
    if (reading.kind === "contract")
      return {
        kind: "contract",
        contract: reading.contract,
        digest: this.#hash(reading.digestText),
        documents: revision.documents,
      };
    const problems = reading.problems.map((each) => ({ ...each, link: link.id, revision: revision.name }));
    return { kind: "unreadable", path, raw: revision.contents({ paths: [path] }).digest, problems };
  }
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
