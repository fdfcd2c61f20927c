import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import {
  type CompareContext,
  type Contract,
  type ContractKind,
  eventContracts,
  httpContracts,
} from "@crossfade/contracts";
import type { Documents, Observation } from "@crossfade/core";

/** One contract as it was at one time. */
export interface Release {
  /** "4", "v0.4.1". */
  readonly name: string;
  /** The words of those who published it, where the fixture has them. */
  readonly subject: string;
  readonly contract: Contract;
  readonly digestText: string;
}

export interface History {
  readonly name: string;
  readonly kind: ContractKind;
  readonly releases: readonly Release[];
}

/** Two releases that meet: a release's client with another's server, or its producer with another's consumer. */
export interface Meeting {
  readonly history: string;
  /** "3>4": what release 3 sends reaches release 4. */
  readonly pair: string;
  /** `forth`: the old side sends to the new one; `back`: the new side sends to the old one. */
  readonly way: "forth" | "back";
  /** Operations, or types of message, that the sender knows. */
  readonly operations: number;
  readonly observations: readonly Observation[];
  /** Of the comparison alone. */
  readonly elapsedMs: number;
}

interface Manifest {
  readonly versions: readonly {
    readonly n?: number;
    readonly version?: string;
    readonly file?: string;
    readonly entry?: string;
    readonly upstreamSubject?: string;
  }[];
}

/** The folders of `openapi-histories`. */
export const apiHistories = ["dialogporten", "blockfrost", "digitalocean"] as const;

/**
 * One history of `openapi-histories`: each version is one file, or one entry with the files it refers to. `from` leaves
 * the versions before it unread.
 */
export function apiHistory(root: string, name: (typeof apiHistories)[number], from = 1): History {
  const wanted = manifestOf(join(root, name)).filter(({ n = 0 }) => n >= from);
  const releases = wanted.map(({ n, file, entry, upstreamSubject }) => {
    const parts = (file ?? entry ?? "").split("/");
    const folder = join(root, name, ...parts.slice(0, -1));
    const read = httpContracts.read(parts.at(-1) ?? "", folderDocuments(folder));
    return released(String(n), upstreamSubject, read);
  });
  return { name, kind: httpContracts, releases };
}

/** The history of `event-histories`: each release is a folder of schemas. */
export function eventHistory(root: string, name = "cdevents"): History {
  const releases = manifestOf(join(root, name)).map(({ version = "" }) => {
    const read = eventContracts.read("schemas", folderDocuments(join(root, name, version)));
    return released(version, undefined, read);
  });
  return { name, kind: eventContracts, releases };
}

/** Every step from a release to the next, both ways. */
export function meetingsOf({ name, kind, releases }: History): readonly Meeting[] {
  return releases.slice(1).flatMap((newer, index) => {
    const older = releases[index];
    if (!older) return [];
    return [met(name, kind, older, newer, "forth"), met(name, kind, newer, older, "back")];
  });
}

/** One release's sender with another's receiver, on the terms of a link that says nothing else. */
export function met(
  history: string,
  kind: ContractKind,
  sender: Release,
  receiver: Release,
  way: Meeting["way"],
  context?: CompareContext,
): Meeting {
  const begun = performance.now();
  const observations = kind.compare(sender.contract, receiver.contract, kind.defaults, context);
  const elapsedMs = performance.now() - begun;
  const { operations } = kind.summary(sender.contract);
  return { history, pair: `${sender.name}>${receiver.name}`, way, operations, observations, elapsedMs };
}

function released(
  name: string,
  subject: string | undefined,
  reading: ReturnType<ContractKind["read"]>,
): Release {
  if (reading.kind === "problems") throw new Error(`${name}: ${JSON.stringify(reading.problems)}`);
  return { name, subject: subject ?? "", contract: reading.contract, digestText: reading.digestText };
}

function manifestOf(folder: string): Manifest["versions"] {
  return (JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as Manifest).versions;
}

/** The files below a folder, as a revision would give them. */
function folderDocuments(root: string): Documents {
  const isFile = (path: string) => existsSync(path) && statSync(path).isFile();
  return {
    read: (path) => (isFile(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined),
    list: (folder) => {
      const start = join(root, folder);
      if (!existsSync(start) || isFile(start)) return [];
      return readdirSync(start, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
        .sort();
    },
  };
}
