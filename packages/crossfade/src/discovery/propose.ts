import { discoveryLimits } from "./limits.ts";
import type { Proposal } from "./proposal.ts";
import { callersId } from "./proposed-calls.ts";
import { count, type PlacedComponent, placedComponents } from "./proposed-components.ts";
import { proposedLinks } from "./proposed-links.ts";
import { folderOf, type RepositoryFiles } from "./repository-files.ts";
import { ownerOf } from "./roots.ts";
import type { Survey } from "./survey.ts";

/** What crossfade.yaml could say about a repository. Undefined where nothing is found that has versions. */
export function proposalFor(survey: Survey, files: RepositoryFiles): Proposal | undefined {
  const found = placedComponents(survey, files);
  const placed = [...found, ...documentedService(survey, found), ...callers(survey, found)];
  if (!placed.some((each) => each.component.missing === undefined)) return undefined;
  const name = files.mapping("package.json")?.name;
  return {
    system: systemName(typeof name === "string" ? name : files.name),
    components: placed.map((each) => each.component),
    links: proposedLinks(survey, files, placed),
    notes: notesOf(survey),
  };
}

function systemName(name: string): string {
  return name.replace(/^@[^/]*\//, "").trim() || "system";
}

/** A repository of contracts alone: the document stands for the service that keeps its promise. */
function documentedService(survey: Survey, found: readonly PlacedComponent[]): readonly PlacedComponent[] {
  const document = survey.apis.find((each) => each.format === "OpenAPI");
  if (document === undefined || found.some((each) => each.component.kind === "service")) return [];
  const taken = found.some((each) => each.component.id === "api");
  const id = taken ? "described-api" : "api";
  const folder = folderOf(document.path);
  const guess = `No service is seen here; this one stands for what ${document.path} describes. Say what it is built from.`;
  const component = {
    id,
    kind: "service" as const,
    paths: [document.path],
    evidence: [document.path],
    guess,
  };
  return [{ folder, component }];
}

/** A documented service that nobody here calls has its callers elsewhere. */
function callers(survey: Survey, found: readonly PlacedComponent[]): readonly PlacedComponent[] {
  const clients = ["web", "mobile", "desktop", "add-in", "extension"];
  const hasClient = found.some((each) => clients.includes(each.component.kind));
  const services = found.filter((each) => each.component.kind === "service").length;
  const document = survey.apis.find((each) => each.format === "OpenAPI");
  if (document === undefined || hasClient || services > 1) return [];
  if (found.some((each) => each.component.id === callersId)) return [];
  const guess = "Whoever calls the service from outside of this repository; they move when they like.";
  const component = { id: callersId, kind: "external" as const, evidence: [document.path], guess };
  return [{ folder: "", component }];
}

/** What a limit cut off. */
function cutOff(survey: Survey): readonly string[] {
  const { maxComponents, maxSuggestions } = discoveryLimits;
  const running = survey.roots.filter((each) => each.seen !== undefined).length;
  const kinds = {
    documents: survey.apis,
    "schema folders": survey.schemas,
    databases: survey.migrations,
    "flag files": survey.flags,
  };
  const over = (number: number, limit: number, noun: string, name: string) =>
    number > limit
      ? [`${number - limit} ${noun} more were found than can be written (limit ${name} ${limit}).`]
      : [];
  return [
    ...over(running, maxComponents, "components", "maxComponents"),
    ...Object.entries(kinds).flatMap(([noun, all]) =>
      over(all.length, maxSuggestions, noun, "maxSuggestions"),
    ),
  ];
}

function notesOf(survey: Survey): readonly string[] {
  const others = [...survey.migrations, ...survey.flags].map((each) => ownerOf(each.path, survey.roots));
  const libraries = survey.roots.filter(
    (each) => each.seen === undefined && each.folder !== "" && !others.includes(each),
  );
  const unread = survey.apis.filter((each) => each.format !== "OpenAPI");
  const list = (all: readonly string[]) =>
    all.slice(0, 5).join(", ") + (all.length > 5 ? ` and ${all.length - 5} more` : "");
  const notes: string[] = [...cutOff(survey)];
  if (libraries.length > 0)
    notes.push(
      `${count(libraries.length, "folder")} with a manifest but nothing that runs, so no component: ${list(libraries.map((each) => each.folder))}.`,
    );
  for (const { path, format, version } of unread.slice(0, discoveryLimits.maxSuggestions))
    notes.push(
      format === "Swagger"
        ? `${path} is Swagger ${version}, which is not read: convert it to OpenAPI 3.`
        : `${path} is AsyncAPI ${version}: add a link from who sends to who receives, with \`events: ${path}\`.`,
    );
  if (survey.aside > 0)
    notes.push(`${count(survey.aside, "file")} below folders of tests and examples left out.`);
  if (survey.unnameable > 0)
    notes.push(`${count(survey.unnameable, "file")} left out: crossfade.yaml cannot write such a name.`);
  return notes;
}
