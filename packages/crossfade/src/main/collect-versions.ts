import { ABSENT, CrossfadeError, type Source, type SourceRequest } from "@crossfade/core";
import type { CollectRequest } from "../cli/control-ports.ts";
import { requireConfig } from "../config/parse-config.ts";
import type { ConfigComponent, SystemConfig } from "../config/system-config.ts";
import { collectVersion } from "../registry/collect-version.ts";
import type { PublishRequest } from "../wire/requests.ts";
import { sha256, speaksSql } from "./analysis.ts";
import { startScriptParser } from "./script-parser.ts";
import { startSqlParser } from "./sql-parser.ts";

/** What the labels of git mode say of a work tree that has no version of its own. */
const noLabel = /^work-tree$|\+work-tree$/;

/** What a checkout says about versions that are to be published. CF_COMPONENT_EMPTY, CF_COMPONENT_UNKNOWN, CF_LABEL_MISSING */
export async function collectVersions(
  request: CollectRequest,
  source: Source,
  nowMs: number,
): Promise<readonly PublishRequest[]> {
  const revisions = await source.open(sourceOf(request));
  const { to: revision, configPath: file } = revisions;
  const text = revision.documents.read(file);
  if (text === undefined) throw new CrossfadeError("CF_CONFIG_MISSING", { file, revision: revision.name });
  const config = requireConfig(text, { file, nowMs });
  if (speaksSql(config)) await startSqlParser();
  await startScriptParser();
  const checkout = { revision, config, hash: sha256, cache: new Map<string, string>() };
  const isThere = (each: ConfigComponent) => revision.contents(each).files > 0;
  return wantedOf(request, config, isThere).map(({ component, label }) => ({
    ...collectVersion(checkout, component),
    label: label ?? ownLabel(revisions.versionsOf(component)[1]?.label ?? ABSENT, component, revision.name),
    builtAgainst: {},
  }));
}

/** One revision, asked for twice. */
function sourceOf({ from, config }: CollectRequest): SourceRequest {
  const more = { also: [], artifacts: [], ...(config === undefined ? {} : { config }) };
  if (from.kind === "folder") return { kind: "folders", from: from.folder, to: from.folder, ...more };
  const name = from.kind === "work-tree" ? "." : from.revision;
  return { kind: "git", from: name, to: name, ...more };
}

interface Wanted {
  readonly component: ConfigComponent;
  readonly label?: string;
}

function wantedOf(
  { versions }: CollectRequest,
  { components, file }: SystemConfig,
  isThere: (component: ConfigComponent) => boolean,
): readonly Wanted[] {
  if (versions.length === 0)
    return components
      .filter((each) => each.ours && each.kind !== "store" && isThere(each))
      .map((component) => ({ component }));
  return versions.map(({ component: id, label }) => {
    const component = components.find((each) => each.id === id);
    if (component === undefined) {
      const known = components.map((each) => each.id).join(", ");
      throw new CrossfadeError("CF_COMPONENT_UNKNOWN", { component: id, file, known });
    }
    return { component, ...(label === undefined ? {} : { label }) };
  });
}

/** Files that are not committed are nobody's version until somebody names it. */
function ownLabel(label: string, { id }: ConfigComponent, where: string): string {
  if (!noLabel.test(label)) return label;
  throw new CrossfadeError("CF_LABEL_MISSING", {
    component: id,
    where: where === "." ? "the work tree" : where,
  });
}
