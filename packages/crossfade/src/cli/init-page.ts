import { linkFlow } from "../discovery/crossfade-yaml.ts";
import type { MigrationFolder } from "../discovery/migrations.ts";
import { isActive, type ProposedComponent, type ProposedLink } from "../discovery/proposal.ts";
import { forShell, forTerminal } from "../render/escape.ts";
import type { InitHistory, Initiated } from "./init-ports.ts";

const maxListed = 8;
const label = (word: string) => word.padEnd(9);

/** What was found, what was written, what to do next. */
export function initPage(done: Initiated): string {
  const { proposal, written, limits } = done;
  const active = proposal.links.filter(isActive);
  const waiting = [...proposal.components, ...proposal.links].filter((each) => !isActive(each));
  const counts = [
    count(proposal.components.filter(isActive).length, "component"),
    count(active.length, "link"),
    ...(waiting.length === 0 ? [] : [`${waiting.length} waiting for an answer (in comments)`]),
  ];
  const guesses = [...proposal.components, ...proposal.links].flatMap((each) => guessOf(each));
  const lines = [
    ...foundLines(done),
    ...(guesses.length === 0 ? [] : ["", ...section("guess", guesses)]),
    ...(proposal.notes.length + limits.length === 0
      ? []
      : ["", ...section("note", [...proposal.notes, ...limits])]),
    "",
    `${label("wrote")}${written ?? "crossfade.yaml"}: ${counts.join(", ")}`,
    "",
    ...nextLines(done),
  ];
  return `${lines.map(forTerminal).join("\n")}\n`;
}

/** `initSchema` 1: see docs/reference/json.md. */
export function initJson({ survey, proposal, text, written, history, limits }: Initiated): string {
  const value = {
    initSchema: 1,
    written: written ?? null,
    found: {
      apis: survey.apis.map(({ path, format, version }) => ({ path, format, version })),
      schemas: survey.schemas.map((each) => ({ path: each.path, count: each.schemas, of: each.of })),
      migrations: survey.migrations.map((each) => ({
        path: each.path,
        tool: each.tool,
        count: each.migrations,
      })),
      flags: survey.flags.map((each) => ({ path: each.path, format: each.format, count: each.flags })),
      queries: survey.queries.map(({ path }) => ({ path })),
    },
    components: proposal.components.map((each) => ({ id: each.id, kind: each.kind, ...reasons(each) })),
    links: proposal.links.map(({ from, to, form, path, served, ...rest }) => ({
      from,
      to,
      form,
      path,
      ...(served === undefined ? {} : { served }),
      ...reasons(rest),
    })),
    notes: [...proposal.notes, ...limits],
    next: nextCommands(proposal.links.some(isActive), history),
    text,
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

function reasons(each: Pick<ProposedComponent | ProposedLink, "evidence" | "guess" | "missing">) {
  const { evidence, guess, missing } = each;
  return {
    active: missing === undefined,
    evidence,
    ...(guess === undefined ? {} : { guess }),
    ...(missing === undefined ? {} : { missing }),
  };
}

function foundLines({ survey, proposal }: Initiated): readonly string[] {
  const groups: (readonly [string, readonly string[]])[] = [
    ["component", proposal.components.map(({ id, kind }) => `${id} (${kind})`)],
    ["document of an API", survey.apis.map((each) => `${each.path} (${each.format} ${each.version})`)],
    [
      "folder of schemas",
      survey.schemas.map((each) => `${each.path} (${count(each.schemas, "JSON Schema")})`),
    ],
    ["folder of migrations", survey.migrations.map(migrationsSaid)],
    ["flag file", survey.flags.map((each) => `${each.path} (${count(each.flags, "flag")})`)],
    ["document of queries", survey.queries.map(({ path }) => path)],
  ];
  const rows = groups.flatMap(([noun, all]) => {
    if (all.length === 0) return [];
    const more = all.length > maxListed ? ` and ${all.length - maxListed} more` : "";
    return [[counted(all.length, noun), `${all.slice(0, maxListed).join(", ")}${more}`] as const];
  });
  const width = Math.max(...rows.map(([head]) => head.length));
  return rows.map(([head, rest], at) => `${label(at === 0 ? "found" : "")}${head.padEnd(width)}  ${rest}`);
}

function migrationsSaid({ path, tool, migrations }: MigrationFolder): string {
  return `${path} (${tool}, ${migrations})`;
}

/** A component is named in front: its guess does not. */
function guessOf(each: ProposedComponent | ProposedLink): readonly string[] {
  if (each.guess === undefined) return [];
  return ["id" in each ? `${each.id}: ${each.guess}` : each.guess];
}

function section(word: string, sentences: readonly string[]): readonly string[] {
  const shown = sentences.slice(0, maxListed);
  const rest = sentences.length - shown.length;
  return [...shown, ...(rest > 0 ? [`${rest} more stand in the file.`] : [])].map(
    (sentence, at) => label(at === 0 ? word : "") + sentence,
  );
}

function nextLines({ proposal, history }: Initiated): readonly string[] {
  const suggestion = proposal.links.find((each) => !isActive(each));
  if (!proposal.links.some(isActive)) {
    const example =
      suggestion === undefined ? "{ from: web, to: api, http: api/openapi.yaml }" : linkFlow(suggestion);
    return section("next", [
      "No link is certain enough, so nothing can be compared yet. Add the one that most depends on, such as",
      `  - ${example}`,
      "Then ask for the first answer:",
      ...nextSentences(history),
    ]);
  }
  const isGuessed = [...proposal.components, ...proposal.links].some((each) => each.guess !== undefined);
  const first = isGuessed
    ? "Look at the guesses, then ask for the first answer:"
    : "Ask for the first answer:";
  return section("next", [first, ...nextSentences(history)]);
}

function nextSentences(history: InitHistory): readonly string[] {
  const commands = nextCommands(true, history).map((each) => `  ${each}`);
  if (history.kind === "none")
    return [...commands, "This is no git repository: OLD is a copy of the folder as it runs now."];
  if (history.commits === "none") return [...commands, "There is no commit yet: commit what runs now first."];
  if (history.tag === undefined)
    return [...commands, "There is no tag, so say what runs now. Tag your releases, and --from is found."];
  return commands;
}

/** What to run, in order. `--to .` is the work tree: crossfade.yaml is not committed yet. */
function nextCommands(hasLink: boolean, history: InitHistory): readonly string[] {
  if (!hasLink) return ["crossfade doctor --to ."];
  if (history.kind === "none") return ["crossfade check --from-dir OLD --to-dir ."];
  if (history.tag !== undefined) return [`crossfade check --from ${forShell(history.tag)} --to .`];
  return [`crossfade check --from ${history.commits === "several" ? "HEAD~1" : "HEAD"} --to .`];
}

function counted(number: number, noun: string): string {
  const [first, ...rest] = noun.split(" ");
  return [`${number} ${first}${number === 1 ? "" : "s"}`, ...rest].join(" ");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
