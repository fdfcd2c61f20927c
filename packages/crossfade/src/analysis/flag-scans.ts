import { type FlagScan, flagCallOf, scanFlags, scannedText, servedKeys } from "@crossfade/contracts";
import { type Documents, publishedPaths, type Revision } from "@crossfade/core";
import type { ConfigComponent, ConfigLink, SystemConfig } from "../config/system-config.ts";

/** A link whose reader's document is a folder: its sources say what is read. */
export function isScanned({ contract }: ConfigLink): boolean {
  return contract.form === "flags" && contract.path.endsWith("/");
}

export function scansFlags({ links }: SystemConfig): boolean {
  return links.some(isScanned);
}

/** What the sources below these paths read, by the calls of OpenFeature and the component's own. */
export function scanOf(
  { documents }: Pick<Revision, "documents">,
  config: SystemConfig,
  { flagCalls = [] }: Pick<ConfigComponent, "flagCalls">,
  paths: readonly string[],
): FlagScan {
  return scanFlags({
    paths: [...new Set(paths.flatMap((path) => documents.list(path)))].sort(),
    documents,
    calls: flagCalls.flatMap((each) => flagCallOf(each) ?? []),
    knownKeys: knownKeys(documents, config),
  });
}

/** Every key that some document of this revision serves. */
function knownKeys(documents: Documents, { components, links }: SystemConfig): ReadonlySet<string> {
  const files = components.flatMap(({ kind, file }) =>
    kind === "flags" && file !== undefined ? [file] : [],
  );
  const served = links.flatMap(({ contract }) =>
    contract.form === "flags" && contract.served !== undefined ? [contract.served] : [],
  );
  return new Set([...new Set([...files, ...served])].flatMap((path) => servedKeys(path, documents)));
}

/**
 * The documents of a revision in which a folder of sources is a document itself: what it reads. Of a published version the
 * sources are not there, but what was found when it was published is. A checkout may hold such a file, too: it says nothing.
 */
export function withScan(
  revision: Pick<Revision, "documents" | "isPublished">,
  config: SystemConfig | undefined,
  link: ConfigLink,
): Documents {
  const { documents } = revision;
  const { path } = link.contract;
  let text: string | undefined;
  const scanned = () => {
    const published = revision.isPublished === true ? publishedScan(documents, link) : undefined;
    if (published !== undefined || config === undefined) return published;
    const sender = config.components.find(({ id }) => id === link.sender);
    return scannedText(scanOf(revision, config, sender ?? {}, [path]));
  };
  return {
    read(asked) {
      if (asked !== path) return documents.read(asked);
      text ??= scanned();
      return text;
    },
    list: (folder) => documents.list(folder),
  };
}

/** Of each folder that a link names, what a scan of it found. Undefined for a file that does not say so: then it is unknown. */
function publishedScan(documents: Documents, { sender, contract }: ConfigLink): string | undefined {
  const said = jsonOf(documents.read(publishedPaths.flagReads));
  const { component, folders } = isMapping(said) ? said : {};
  const isOwn = component === sender && isMapping(folders) && Object.hasOwn(folders, contract.path);
  return isOwn ? JSON.stringify(folders[contract.path]) : undefined;
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return undefined;
  }
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
