import type { Kind } from "@crossfade/core";
import { isService, isStarted, kindClues } from "./kind-clues.ts";
import type { RepositoryFiles } from "./repository-files.ts";
import type { Root } from "./roots.ts";

/** What a root seems to be, and why. */
export interface SeenKind {
  readonly kind: Kind;
  readonly evidence: readonly string[];
  /** "that …": what a person should look at, because the evidence is only likely. */
  readonly check?: string;
}

/** Of one root, at most so many reasons are told. */
const maxEvidence = 3;

/** What the rest of the repository says about a root. */
export interface RootContext {
  /** Other roots of the repository are built from this one. */
  readonly usedByOthers: boolean;
  /** An OpenAPI document that lies in it. */
  readonly document?: string;
}

/** Undefined for a library: it is part of what is built from it. */
export function kindOf(
  root: Root,
  files: RepositoryFiles,
  { usedByOthers, document }: RootContext,
): SeenKind | undefined {
  if (usedByOthers && isStarted(root, files) === undefined) return undefined;
  const seen = kindClues.flatMap(({ kind, see, check }) => {
    const evidence = see(root, files);
    return evidence === undefined ? [] : [{ kind, evidence, check }];
  });
  // A document of an API lies with the service that keeps it, or with a client that was made from it.
  if (document !== undefined) seen.push({ kind: "service", evidence: document, check: isService });
  const first = seen[0];
  if (first === undefined) return undefined;
  const same = seen.filter((each) => each.kind === first.kind);
  const sure = same.filter((each) => each.check === undefined);
  const told = (sure.length > 0 ? sure : same).flatMap((each) => each.evidence.split(", "));
  return {
    kind: first.kind,
    evidence: [...new Set(told)].slice(0, maxEvidence),
    ...(sure.length > 0 || first.check === undefined ? {} : { check: first.check }),
  };
}
