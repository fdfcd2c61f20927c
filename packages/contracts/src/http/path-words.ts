import { canonicalJson, own } from "../document/json.ts";
import { percentDecoded } from "../document/pointer.ts";
import { holds } from "../schema/evaluate.ts";
import { SchemaPool } from "../schema/normalise.ts";
import { sentView } from "../schema/view.ts";
import type { Api, Operation } from "./api.ts";
import { segmentsOf } from "./path-template.ts";

/** Whether a client's call may be written as the path of another operation: it says so, nothing speaks against it, or not. */
export type Written = "listed" | "possible" | "never";

/** `client` has the wider path, with as many segments. */
export function writtenAs(api: Api, client: Operation, { path }: Operation): Written {
  const narrow = segmentsOf(path);
  let answer: Written = "listed";
  let position = 0;
  for (const [index, segment] of segmentsOf(client.path).entries()) {
    const word = narrow[index] ?? "";
    const places = segment.split("{}").length - 1;
    const key = `path ${position + 1}`;
    position += places;
    if (segment === word) continue;
    const said = segment === "{}" && !word.includes("{}") ? wordFor(api, client, key, word) : "possible";
    if (said === "never") return "never";
    if (said === "possible") answer = "possible";
  }
  return answer;
}

function wordFor(api: Api, { parameters }: Operation, key: string, word: string): Written {
  const schema = parameters.find((each) => each.key === key)?.schema;
  if (!schema) return "possible";
  let last = 0;
  const pool = new SchemaPool(api.schemas, { formats: "assert", nextId: () => ++last });
  const node = pool.node(schema, sentView("closed", "request"));
  const readings = readingsOf(percentDecoded(word));
  const fitting = readings.filter((value) => holds(node, value) !== false);
  if (fitting.length === 0) return "never";
  const target = api.schemas.target(schema)?.value;
  const listed = [own(target, "enum"), [own(target, "const")]]
    .flat()
    .map((value) => canonicalJson(value ?? null));
  return fitting.some((value) => listed.includes(canonicalJson(value))) ? "listed" : "possible";
}

/** A segment is a text, and may be meant as a number or a flag. */
function readingsOf(word: string): readonly unknown[] {
  const number = Number(word);
  if (word === "true" || word === "false") return [word, word === "true"];
  return word.trim() !== "" && Number.isFinite(number) ? [word, number] : [word];
}
