import { contractKinds, foreignContract, type Side } from "@crossfade/contracts";
import { type Documents, publishedPaths, type Revision } from "@crossfade/core";
import { RecordedDocuments } from "../analysis/recorded-documents.ts";
import type { ConfigComponent, ConfigLink, SystemConfig } from "../config/system-config.ts";

const sides: readonly Side[] = ["sender", "receiver"];
/** A document that may name others, and a name that may be one: comparisons look there later than readers do. */
const naming = /\.(json|ya?ml)$/i;
const named = /[\w@./-]*[\w-]\.(json|ya?ml)\b/gi;
/** Characters of the list of all paths: beyond, nobody is told which files there are, and more is unknown. */
const maxPathsText = 6_000_000;

/**
 * What is published with a version: crossfade.yaml, and everything that is read for the links of the component, of both ends,
 * so that it is judged as it would be in its repository. Not its source code.
 */
export function filesToPublish(
  revision: Revision,
  config: SystemConfig,
  component: ConfigComponent,
): Readonly<Record<string, string>> {
  const { documents } = revision;
  const recorded = new RecordedDocuments(documents);
  for (const link of config.links)
    if (link.sender === component.id || link.receiver === component.id) readAll(link, recorded);
  for (const path of ownDocuments(component)) readEverything(path, recorded);
  const asked = recorded.sealed(() => "") ?? [];
  const read = asked.flatMap(([what, path]) => (what === "read" ? [path] : []));
  const listed = asked.flatMap(([what, path]) => (what === "list" ? documents.list(path) : []));
  const texts = withNamed(read, documents);
  const paths = JSON.stringify([...new Set([...documents.list(""), ...listed, ...texts.keys()])].sort());
  return Object.fromEntries([
    ...[...texts].filter(([path]) => !Object.values<string>(publishedPaths).includes(path)),
    ...(paths.length > maxPathsText ? [] : [[publishedPaths.paths, paths]]),
    [publishedPaths.config, documents.read(config.file) ?? ""],
  ]);
}

/** As the analysis reads them, at both ends. */
function readAll({ contract, uses }: ConfigLink, documents: Documents): void {
  const kind = contractKinds[contract.form];
  for (const path of new Set([contract.path, contract.served ?? contract.path])) {
    for (const side of sides) {
      const reading = kind?.read(path, documents, side);
      if (uses !== undefined && reading?.kind === "contract")
        kind?.narrow?.(reading.contract, uses, documents);
    }
    foreignContract(path, documents);
    if (kind === undefined) readEverything(path, documents);
  }
  if (uses !== undefined) documents.read(uses);
}

/** What a version has beside its links. */
function ownDocuments({
  kind,
  id,
  migrations,
  file,
  manifest,
  versionFile,
}: ConfigComponent): readonly string[] {
  const folder = migrations ?? (kind === "schema" ? `${id}/migrations/` : undefined);
  return [folder, file, manifest, versionFile].filter((path) => path !== undefined);
}

/** A file, or all of a folder. What is no text stays where it is. */
function readEverything(path: string, documents: Documents): void {
  for (const each of [path, ...documents.list(path)]) textOf(each, documents);
}

/** The texts, and those of documents that they name, wherever a name stands: rather too many than one too few. */
function withNamed(paths: readonly string[], documents: Documents): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const open = [...paths];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (texts.has(path)) continue;
    const text = textOf(path, documents);
    if (text === undefined) continue;
    texts.set(path, text);
    if (naming.test(path)) for (const name of new Set(text.match(named))) open.push(...beside(path, name));
  }
  return texts;
}

/** Where a name may point to: seen from the document, or from the root. */
function beside(document: string, name: string): readonly string[] {
  const folder = document.split("/").slice(0, -1);
  return [resolved([...folder, ...name.split("/")]), resolved(name.split("/"))].flatMap((path) => path ?? []);
}

function resolved(parts: readonly string[]): string | undefined {
  const path: string[] = [];
  for (const part of parts) {
    if (part === "" || part === ".") continue;
    if (part !== "..") path.push(part);
    else if (path.pop() === undefined) return undefined;
  }
  return path.join("/");
}

function textOf(path: string, documents: Documents): string | undefined {
  try {
    return documents.read(path);
  } catch {
    return undefined;
  }
}
