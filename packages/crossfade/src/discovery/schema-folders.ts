import { baseOf, isObject, type JsonObject, parentOf, type RepositoryFiles } from "./repository-files.ts";
import { standingOf } from "./what-counts.ts";

/** A folder of JSON Schemas: of messages, or of values that outlive their writer. */
export interface SchemaFolder {
  readonly path: string;
  readonly schemas: number;
  readonly of: "events" | "store";
}

const eventNames = /^(events?|messages?|schemas?|topics|queues|callbacks|webhooks|contracts)$/i;
const storeNames = /^(caches?|sessions?|stores?|state|rows)$/i;

/** The topmost folders that are named like messages or stored values and hold JSON Schemas. */
export function schemaFoldersOf(files: RepositoryFiles): readonly SchemaFolder[] {
  const counts = new Map<string, number>();
  for (const path of files.paths) {
    if (!/\.(json|ya?ml)$/.test(path) || standingOf(path) !== "ours") continue;
    const folder = namedFolder(path);
    if (folder === undefined || !isSchema(files.mapping(path))) continue;
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].map(([path, schemas]) => ({
    path,
    schemas,
    of: path.split("/").some((part) => storeNames.test(part)) ? "store" : "events",
  }));
}

/** "api/events/v1/a.json" -> "api/events/"; the deepest of names that lie in each other says more ("events/schemas/"). */
function namedFolder(path: string): string | undefined {
  const parts = path.split("/").slice(0, -1);
  const at = parts.findLastIndex((part) => eventNames.test(part) || storeNames.test(part));
  return at === -1 ? undefined : `${parts.slice(0, at + 1).join("/")}/`;
}

function isSchema(value: JsonObject | undefined): boolean {
  if (value === undefined || "openapi" in value || "swagger" in value || "asyncapi" in value) return false;
  if (typeof value.$schema === "string") return /json-schema\.org/.test(value.$schema);
  return value.type === "object" && isObject(value.properties);
}

/** What a queue of such messages would be called: the folder, or the one above where its name says nothing. */
export function queueNameOf(folder: string): string {
  const name = baseOf(folder);
  const above = baseOf(parentOf(folder));
  return /^(schemas?|contracts)$/i.test(name) && above !== "" ? above : name;
}
