import { ABSENT, type ComponentPaths, type LabelledVersion, type Revision } from "@crossfade/core";

/** Package managers' placeholders for "not released from here". */
const placeholder = /^0\.0\.0(-.*)?$/;

/**
 * One label per content. The first of the same name keeps it (a revision whose tag says the same comes before all
 * others, then the older ones); the rest get `+g<sha7>`.
 * @param revisions from, to, then also, newest of them first
 */
export function labelVersions(
  component: ComponentPaths,
  revisions: readonly Revision[],
): readonly LabelledVersion[] {
  const found = revisions.map((revision) => ({ revision, contents: revision.contents(component) }));
  if (component.paths.length === 0) return found.map((each) => ({ ...each, label: "current" }));
  const labels = new Map<string, string>();
  const taken = new Set<string>();
  const byAge = [...found.slice(2).reverse(), ...found.slice(0, 2)].filter((each) => each.contents.files > 0);
  const named = byAge.map((each) => ({ ...each, name: ownName(component, each.revision) }));
  const tagged = named.filter((each) => tagSays(each.revision.tag, each.name));
  for (const { revision, contents, name } of [...tagged, ...named]) {
    if (labels.has(contents.digest)) continue;
    const label = [
      name,
      `${name}${suffix(name, revision, contents.digest)}`,
      `${name}+d${contents.digest.slice(0, 12)}`,
    ].find((each) => !taken.has(each)) as string;
    labels.set(contents.digest, label);
    taken.add(label);
  }
  return found.map((each) => ({ ...each, label: labels.get(each.contents.digest) ?? ABSENT }));
}

/** What the component calls itself at a revision; else the tag, the commit or the folder. */
function ownName(component: ComponentPaths, revision: Revision): string {
  for (const file of versionFiles(component)) {
    const text = readable(revision, file);
    const version = text === undefined ? undefined : versionIn(file, text);
    if (version !== undefined) return version;
  }
  return revisionName(revision);
}

/** The version file that is named, else package.json in each path and in the folders above it, nearest first. */
function versionFiles(component: ComponentPaths): string[] {
  if (component.versionFile !== undefined) return [component.versionFile];
  const files = component.paths.flatMap((path) => {
    const parts = path.split("/").filter((part) => part !== "");
    return parts.map((_, index) => `${parts.slice(0, parts.length - index).join("/")}/package.json`);
  });
  return [...new Set([...files, "package.json"])];
}

/** A version file that cannot be read as text has no say; contracts complain about that, labels do not. */
function readable(revision: Revision, file: string): string | undefined {
  try {
    return revision.documents.read(file);
  } catch {
    return undefined;
  }
}

function versionIn(file: string, text: string): string | undefined {
  const version = file.endsWith(".json")
    ? jsonVersion(text)
    : file.endsWith(".xml")
      ? /<Version>\s*([^<\s]{1,100})\s*<\/Version>/.exec(text)?.[1]
      : text.split("\n", 1)[0]?.trim();
  if (version === undefined || !/^[0-9A-Za-z][0-9A-Za-z.+_-]{0,99}$/.test(version)) return undefined;
  return placeholder.test(version) ? undefined : version;
}

function jsonVersion(text: string): string | undefined {
  try {
    const { version } = JSON.parse(text) as { version?: unknown };
    return typeof version === "string" ? version : undefined;
  } catch {
    return undefined;
  }
}

function revisionName(revision: Revision): string {
  if (revision.commit === undefined) return plain(revision.name.replace(/\/+$/, "").split("/").pop() ?? "");
  if (revision.name === ".") return "work-tree";
  return revision.tag === undefined ? revision.commit.slice(0, 7) : plain(revision.tag);
}

function suffix(name: string, revision: Revision, digest: string): string {
  const sign = name.includes("+") ? "." : "+";
  if (revision.commit === undefined) return `${sign}d${digest.slice(0, 7)}`;
  return revision.name === "." ? `${sign}work-tree` : `${sign}g${revision.commit.slice(0, 7)}`;
}

/** Tag "v1.8.0", "api-1.8.0" or "api/v1.8.0" says "1.8.0". */
function tagSays(tag: string | undefined, name: string): boolean {
  return (
    tag !== undefined &&
    (tag === name || (/^(?:.*[/@-])?v?$/.test(tag.slice(0, -name.length)) && tag.endsWith(name)))
  );
}

function plain(text: string): string {
  return text.replace(/[^0-9A-Za-z.+_-]/g, "-").slice(0, 100) || "unnamed";
}
