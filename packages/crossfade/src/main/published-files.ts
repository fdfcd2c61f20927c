import { askedFiles, contractKinds } from "@crossfade/contracts";
import { publishedPaths, type RegistryStore } from "@crossfade/core";
import { PublishedDocuments, publishedFiles } from "../adapters/source/registry-documents.ts";
import { parseConfig } from "../config/parse-config.ts";
import type { FilesOfVersion } from "../performer/performing.ts";

/**
 * The files that pages of a published version may ask for, as the document says that it was published with: what the links of
 * crossfade.yaml name as served by the component. Unknown where nobody has said it, never empty.
 */
export async function publishedFilesOf(
  registry: RegistryStore,
  component: string,
  label: string,
  nowMs: number,
): Promise<FilesOfVersion> {
  const name = `${component}@${label}`;
  const unknown = (why: string): FilesOfVersion => ({ kind: "unknown", why });
  const version = await registry.version(component, label);
  if (version === undefined) return unknown(`${name} was never published`);
  const documents = new PublishedDocuments(name, [
    publishedFiles(name, version.snapshot, await registry.snapshot(version.snapshot)),
  ]);
  const text = documents.read(publishedPaths.config);
  const parsed = text === undefined ? undefined : parseConfig(text, { file: publishedPaths.config, nowMs });
  if (parsed?.ok !== true) return unknown(`crossfade.yaml of ${name} cannot be read`);
  const links = parsed.config.links.filter(
    ({ receiver, contract }) => receiver === component && contract.form === "assets",
  );
  const paths = [...new Set(links.map(({ contract }) => contract.served ?? contract.path))];
  if (paths.length === 0) return unknown(`no link of crossfade.yaml names the files of ${component}`);
  const files = new Map<string, string | undefined>();
  for (const path of paths) {
    // Read as a page would: beside what pages ask for, a folder holds maps and notices that may stay at home.
    const reading = contractKinds.assets?.read(path, documents, "sender");
    const found = reading?.kind === "contract" ? askedFiles(reading.contract) : undefined;
    if (found === undefined) return unknown(`${path} of ${name} cannot be read as a list of files`);
    for (const file of found) files.set(file.path, file.origin);
  }
  if (files.size === 0) return unknown(`${name} names no file that a page asks for`);
  const all = [...files].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    kind: "known",
    files: all.map(([path, origin]) => ({ path, ...(origin === undefined ? {} : { origin }) })),
  };
}
