import {
  type FlagScan,
  type ScannedKey,
  scannedText,
  toldReads,
  type UncertainRead,
} from "@crossfade/contracts";
import type { Kind, Revision } from "@crossfade/core";
import { isScanned, scanOf } from "../analysis/flag-scans.ts";
import type { ConfigComponent, SystemConfig } from "../config/system-config.ts";
import type { PublishedFlagReads } from "../wire/flag-reads.ts";

/** Kinds whose versions are code that may read a flag. */
export const codeKinds: readonly Kind[] = [
  "service",
  "worker",
  "job",
  "web",
  "add-in",
  "extension",
  "mobile",
  "desktop",
];

/** Undefined where a component has no code. */
export function flagReadsOf(
  revision: Revision,
  config: SystemConfig,
  component: ConfigComponent,
): PublishedFlagReads | undefined {
  if (!codeKinds.includes(component.kind)) return undefined;
  const { documents } = revision;
  const links = config.links.filter(
    ({ sender, contract }) => sender === component.id && contract.form === "flags",
  );
  const folders = new Map(
    links
      .filter(isScanned)
      .map(({ contract: { path } }) => [path, scanOf(revision, config, component, [path])]),
  );
  const whole = scanOf(revision, config, component, component.paths);
  const lists = links
    .filter((each) => !isScanned(each))
    .map(({ contract }) => toldReads(contract.path, documents));
  const told = lists.flatMap((each) => each ?? []);
  const isListed = told.length > 0 && told.length === lists.length && folders.size === 0;
  const isTold = isListed || (links.length > 0 && told.length === lists.length);
  const all = [...folders.values(), whole];
  return {
    flagReadsSchema: 1,
    component: component.id,
    toldBy: isListed ? "list" : isTold ? "folder" : "scan",
    reads: Object.fromEntries(merged([...told, ...all.map(({ reads }) => reads)])),
    uncertain: uncertainOf(all),
    sources: whole.files,
    folders: Object.fromEntries(
      [...folders].map(([path, scan]) => [path, JSON.parse(scannedText(scan)) as unknown]),
    ),
  };
}

/** Of a key that several say something of, all that any of them says. */
function merged(lists: readonly ReadonlyMap<string, ScannedKey>[]): ReadonlyMap<string, ScannedKey> {
  const all = new Map<string, ScannedKey>();
  for (const [key, read] of lists.flatMap((each) => [...each])) {
    const before = all.get(key);
    if (before === undefined) all.set(key, read);
    else
      all.set(key, {
        type: before.type,
        defaults: distinct([...before.defaults, ...read.defaults]),
        isDefaultUncertain: before.isDefaultUncertain || read.isDefaultUncertain,
        at: [...new Set([...before.at, ...read.at])],
      });
  }
  return new Map([...all].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function uncertainOf(scans: readonly FlagScan[]): readonly UncertainRead[] {
  const byPlace = new Map(
    scans.flatMap(({ uncertain }) =>
      uncertain.map((each) => [`${each.at} ${each.key} ${each.why}`, each] as const),
    ),
  );
  return [...byPlace.values()];
}

function distinct(values: readonly unknown[]): readonly unknown[] {
  return [...new Map(values.map((each) => [JSON.stringify(each), each])).values()];
}
