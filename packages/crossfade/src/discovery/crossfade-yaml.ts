import { isActive, type Proposal, type ProposedComponent, type ProposedLink } from "./proposal.ts";

const head = [
  "# What is released together, and through what its parts meet. `crossfade init` wrote it from what lies here; it is yours",
  "# now. found: the evidence. guess: what to check. Lines in comments wait for an answer: give it, then remove the `# `.",
];

/** The text of crossfade.yaml. Names are foreign: each is quoted where YAML would read it otherwise. */
export function crossfadeYaml({ system, components, links, notes }: Proposal): string {
  const lines = [...head, `system: ${scalar(system)}`, "", "components:"];
  for (const each of components) lines.push(...componentLines(each));
  lines.push("", ...linkLines(links));
  if (notes.length > 0) lines.push("", ...notes.map((note) => comment(`note: ${note}`)));
  return `${lines.join("\n")}\n`;
}

function componentLines(each: ProposedComponent): readonly string[] {
  const value = flow([
    ["kind", each.kind],
    ["paths", each.paths],
    ["version", each.version],
    ["migrations", each.migrations],
    ["assets", each.assets],
    ["manifest", each.manifest],
    ["file", each.file],
  ]);
  return [...remarks(each), `  ${commented(each, `${scalar(each.id)}: ${value}`)}`];
}

/** Without an active link the whole list is a comment: an empty `links:` is no list. */
function linkLines(links: readonly ProposedLink[]): readonly string[] {
  const none = !links.some(isActive);
  const ordered = [...links.filter(isActive), ...links.filter((each) => !isActive(each))];
  const title = none
    ? [
        "# No link is certain enough yet. With the first that you take, remove the `# ` of `links:` too.",
        "# links:",
      ]
    : ["links:"];
  return [
    ...title,
    ...ordered.flatMap((each) => [
      ...remarks(each),
      none ? `#   - ${linkFlow(each)}` : `  ${commented(each, `- ${linkFlow(each)}`)}`,
    ]),
    ...(links.length === 0 ? ["#   - { from: web, to: api, http: api/openapi.yaml }"] : []),
  ];
}

/** One link as it stands in the file. */
export function linkFlow({ from, to, form, path, served, queue, retained }: ProposedLink): string {
  const sender = from.length === 1 ? from[0] : from;
  return flow([
    ["from", sender],
    ["to", to],
    [form, path],
    ["served", served],
    ["queue", queue],
    ["retained", retained],
  ]);
}

function remarks(each: ProposedComponent | ProposedLink): readonly string[] {
  const said = [
    ...(each.evidence.length === 0 ? [] : [`found: ${each.evidence.join("; ")}`]),
    ...(each.guess === undefined ? [] : [`guess: ${each.guess}`]),
    ...(each.missing === undefined ? [] : [`not yet: ${each.missing}.`]),
  ];
  return said.map((line) => `  ${comment(line)}`);
}

function commented(each: ProposedComponent | ProposedLink, line: string): string {
  return isActive(each) ? line : `# ${line}`;
}

function flow(
  entries: readonly (readonly [key: string, value: string | readonly string[] | undefined])[],
): string {
  const written = entries.flatMap(([key, value]) => {
    if (value === undefined) return [];
    return [`${key}: ${typeof value === "string" ? scalar(value) : `[${value.map(scalar).join(", ")}]`}`];
  });
  return `{ ${written.join(", ")} }`;
}

/** Plain where that is beyond doubt (also for YAML 1.1), else quoted: a JSON string is a YAML one. */
function scalar(text: string): string {
  const isPlain =
    /^([A-Za-z][\w./+@-]*|\d+[a-z])$/.test(text) && !/^(true|false|yes|no|on|off|null|y|n)$/i.test(text);
  return isPlain || text === "./" ? text : visible(JSON.stringify(text));
}

function comment(text: string): string {
  return `# ${text.replace(invisible, escaped)}`;
}

const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Within quotes an escape is the character again. */
function visible(quoted: string): string {
  return quoted.replace(invisible, escaped);
}

function escaped(mark: string): string {
  const code = mark.codePointAt(0) ?? 0;
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, "0")}`
    : `\\u${code.toString(16).padStart(4, "0")}`;
}
