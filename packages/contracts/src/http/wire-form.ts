import { isObject, own } from "../document/json.ts";
import type { Location } from "../document/library.ts";
import type { SchemaSource } from "../schema/schema-source.ts";
import type { Writing } from "./api.ts";
import { bareType } from "./media-type.ts";

export interface Written extends Writing {
  readonly source: SchemaSource;
  readonly schema: Location | undefined;
}

export interface WritingDifference {
  /** No: the schemas do not say what is written, or OpenAPI does not say how. */
  readonly certain: boolean;
  readonly example: string;
}

/** Whether something that one side writes looks otherwise than the other reads it. */
export function writingDifference(sent: Written, accepted: Written): WritingDifference | undefined {
  if (sent.name === accepted.name && sameWriting(sent, accepted)) return undefined;
  const taken = kindsOf(accepted);
  let doubt: WritingDifference | undefined;
  for (const kind of kindsOf(sent) ?? anyKind) {
    if (taken && !taken.includes(kind)) continue;
    const value = sampleOf(kind, sent);
    const [given, wanted] = [textOf(sent, value), textOf(accepted, value)];
    const alike = given === undefined ? sameWriting(sent, accepted) : given === wanted;
    if (alike) continue;
    const example = given ?? JSON.stringify(value);
    if (taken && kindsOf(sent) && given !== undefined && wanted !== undefined)
      return { certain: true, example };
    doubt ??= { certain: false, example };
  }
  return doubt;
}

/** "form, exploded", "application/json". */
export function writingText({ style, explode, content }: Writing): string {
  return content ?? `${style}${explode ? ", exploded" : ""}`;
}

function sameWriting(a: Writing, b: Writing): boolean {
  return a.style === b.style && a.explode === b.explode && a.content === b.content;
}

type Kind = "text" | "number" | "list" | "object";
type Sample = string | number | readonly string[] | Readonly<Record<string, string>>;

const anyKind: readonly Kind[] = ["text", "number", "list", "object"];
const kinds: Readonly<Record<string, Kind>> = {
  string: "text",
  number: "number",
  integer: "number",
  boolean: "number",
  array: "list",
  object: "object",
};

/** What its schema says that it is; undefined where that is not said. An absent value is written nowhere. */
function kindsOf({ source, schema }: Written): readonly Kind[] | undefined {
  const target = schema && source.target(schema);
  const type = own(target?.value, "type");
  const types = (Array.isArray(type) ? type : [type]).filter((name) => name !== "null");
  const found = types.map((name) => kinds[String(name)]);
  return found.every((kind) => kind !== undefined) ? [...new Set(found)] : undefined;
}

function sampleOf(kind: Kind, { source, schema }: Written): Sample {
  const target = schema && source.target(schema)?.value;
  if (kind === "text") return "a";
  if (kind === "number") return 1;
  const most = own(target, "maxItems");
  if (kind === "list") return most === 1 ? ["1"] : ["1", "2"];
  const properties = own(target, "properties");
  const [first = "a", second = "b"] = isObject(properties) ? Object.keys(properties) : [];
  return { [first]: "1", [second]: "2" };
}

/** As it stands in the request line, the header or the cookie; undefined where OpenAPI leaves that open. */
function textOf(writing: Writing, value: Sample): string | undefined {
  const { name, content } = writing;
  const named = writing.in === "query" || writing.in === "cookie" ? `${name}=` : "";
  if (content !== undefined) {
    if (/[/+]json$/.test(bareType(content))) return named + JSON.stringify(value);
    return typeof value !== "object" && bareType(content) === "text/plain" ? `${named}${value}` : undefined;
  }
  if (typeof value !== "object") return scalar(writing, named, value);
  return Array.isArray(value) ? list(writing, named, value) : fields(writing, named, Object.entries(value));
}

function scalar({ name, style }: Writing, named: string, value: string | number): string {
  if (style === "label") return `.${value}`;
  return style === "matrix" ? `;${name}=${value}` : `${named}${value}`;
}

const delimiters: Readonly<Record<string, string>> = { form: ",", spaceDelimited: "%20", pipeDelimited: "|" };

function list(
  { name, style, explode }: Writing,
  named: string,
  items: readonly string[],
): string | undefined {
  const delimiter = delimiters[style];
  if (delimiter !== undefined)
    return explode ? items.map((item) => named + item).join("&") : named + items.join(delimiter);
  if (style === "simple") return items.join(",");
  // Editions of OpenAPI differ about a label that is not exploded.
  if (style === "label") return explode || items.length === 1 ? `.${items.join(".")}` : undefined;
  if (style !== "matrix") return undefined;
  return explode ? items.map((item) => `;${name}=${item}`).join("") : `;${name}=${items.join(",")}`;
}

function fields(
  { name, style, explode }: Writing,
  named: string,
  entries: readonly (readonly [string, string])[],
): string | undefined {
  const pairs = entries.map(([key, value]) => `${key}=${value}`);
  const flat = entries.flat();
  if (style === "deepObject") return entries.map(([key, value]) => `${name}[${key}]=${value}`).join("&");
  if (style === "form") return explode ? pairs.join("&") : named + flat.join(",");
  if (style === "simple") return (explode ? pairs : flat).join(",");
  if (style === "matrix") return explode ? `;${pairs.join(";")}` : `;${name}=${flat.join(",")}`;
  if (style === "label") return explode ? `.${pairs.join(".")}` : undefined;
  const delimiter = delimiters[style];
  return delimiter === undefined || explode ? undefined : named + flat.join(delimiter);
}
