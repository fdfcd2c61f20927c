import { CrossfadeError } from "@crossfade/core";
import { calendarsOf } from "./calendars.ts";
import type { Complaint } from "./complaint.ts";
import { componentsOf, groupsOf } from "./components.ts";
import { type Draft, draftOf, knownKeys } from "./draft.ts";
import { environmentsOf } from "./environments.ts";
import { linksOf } from "./links.ts";
import { complaintsAbout } from "./report.ts";
import { routersOf } from "./routers.ts";
import { channelRules } from "./rules/channel-rules.ts";
import { componentRules } from "./rules/component-rules.ts";
import { environmentRules } from "./rules/environment-rules.ts";
import { hasTooManyLinks, linkRules } from "./rules/link-rules.ts";
import { routerRules } from "./rules/router-rules.ts";
import { waiverRules } from "./rules/waiver-rules.ts";
import { fileSchema } from "./schema.ts";
import { schemaComplaints } from "./schema-complaints.ts";
import type { SystemConfig } from "./system-config.ts";
import { waiversOf } from "./waivers.ts";
import { type ConfigText, readYaml } from "./yaml-text.ts";

export interface ConfigContext {
  /** The file's name in complaints. */
  readonly file: string;
  /** Milliseconds since 1970 UTC; decides which waivers have expired. */
  readonly nowMs: number;
}

export type ParsedConfig =
  | { readonly ok: true; readonly config: SystemConfig }
  /** Sorted by place, at most a hundred. */
  | { readonly ok: false; readonly complaints: readonly Complaint[] };

const allRules = [
  ...componentRules,
  ...linkRules,
  ...waiverRules,
  ...channelRules,
  ...routerRules,
  ...environmentRules,
];

/** Text -> YAML -> shape -> rules -> a value without gaps. Never throws about what the text says. */
export function parseConfig(text: string, context: ConfigContext): ParsedConfig {
  const yaml = readYaml(text, context.file);
  if (!("position" in yaml)) return { ok: false, complaints: yaml };
  const { report, all } = complaintsAbout(yaml);
  const shape = fileSchema.safeParse(yaml.value);
  if (!shape.success) schemaComplaints(shape.error.issues, { text: yaml, report, knownKeys });
  const draft = draftOf(yaml.value);
  if (isMapping(yaml.value) && !hasTooManyLinks(draft, report))
    for (const rule of allRules) rule(draft, report);
  const complaints = all();
  if (complaints.length > 0) return { ok: false, complaints };
  return { ok: true, config: normalise(draft, yaml, context) };
}

/** All complaints about one file as an error: what the command line shows and the API answers. */
export class InvalidConfigError extends CrossfadeError {
  readonly complaints: readonly Complaint[];

  constructor(file: string, complaints: readonly Complaint[]) {
    const count = complaints.length === 1 ? "1 mistake" : `${complaints.length} mistakes`;
    super("CF_CONFIG_INVALID", { file, count });
    this.complaints = complaints;
  }
}

/** parseConfig for callers that cannot go on without it. */
export function requireConfig(text: string, context: ConfigContext): SystemConfig {
  const parsed = parseConfig(text, context);
  if (!parsed.ok) throw new InvalidConfigError(context.file, parsed.complaints);
  return parsed.config;
}

function normalise(draft: Draft, yaml: ConfigText, { file, nowMs }: ConfigContext): SystemConfig {
  const components = componentsOf(draft, yaml.position);
  return {
    id: draft.system,
    file,
    components,
    links: linksOf(draft, yaml.position),
    groups: groupsOf(components),
    routers: routersOf(draft, yaml.position),
    waivers: waiversOf(draft, nowMs, yaml.position),
    environments: environmentsOf(draft, yaml.position),
    calendars: calendarsOf(draft),
  };
}

function isMapping(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
