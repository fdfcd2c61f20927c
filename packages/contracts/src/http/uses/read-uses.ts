import { type Documents, suggestion } from "@crossfade/core";
import type { ContractProblem } from "../../contract.ts";
import { problemAt } from "../../document/closure.ts";
import { isObject, own } from "../../document/json.ts";
import { Library } from "../../document/library.ts";
import type { ParsedDocument } from "../../document/parse.ts";
import { pointerTo, stepsOf } from "../../document/pointer.ts";
import { nameless } from "../path-template.ts";
import { type ReadPath, type UsedOperation, type Uses, usesLimits } from "./uses.ts";

export type UsesReading =
  | { readonly kind: "uses"; readonly uses: Uses }
  | { readonly kind: "problems"; readonly problems: readonly ContractProblem[] };

/** Reads a list of what is used; all that is wrong with its shape at once. */
export function readUses(path: string, documents: Documents): UsesReading {
  const parsed = new Library(documents).load(path);
  if (!parsed) return { kind: "problems", problems: [{ document: path, message: "there is no such file" }] };
  if (parsed.kind === "problems") return parsed;
  const reader = new UsesReader(parsed.document);
  const operations = reader.operations();
  return reader.problems.length > 0
    ? { kind: "problems", problems: reader.problems }
    : { kind: "uses", uses: { document: parsed.document, operations } };
}

class UsesReader {
  readonly problems: ContractProblem[] = [];
  readonly #document: ParsedDocument;

  constructor(document: ParsedDocument) {
    this.#document = document;
  }

  operations(): UsedOperation[] {
    const { root } = this.#document;
    this.#onlyKeys(root, "", ["operations"]);
    const listed = own(root, "operations");
    // A list that was emptied by mistake must not silence everything.
    if (!isObject(listed) || Object.keys(listed).length === 0) {
      const example = "such as `GET /carts/{id}: { reads: [/total] }`";
      this.#complain(
        "/operations",
        `\`operations\` must be a mapping with at least one operation, ${example}`,
      );
      return [];
    }
    const found = new Map<string, UsedOperation>();
    for (const name of Object.keys(listed)) {
      const pointer = pointerTo("/operations", name);
      const [, method = "", path = ""] = /^([A-Za-z]+) +(\/.*)$/.exec(name) ?? [];
      const key = `${method.toUpperCase()} ${nameless(path)}`;
      if (path === "") this.#complain(pointer, `${quoted(name)} is no operation: write \`GET /carts/{id}\``);
      else if (found.has(key)) this.#complain(pointer, `${name} stands here twice`);
      else found.set(key, { key, name, pointer, reads: this.#reads(listed[name], pointer) });
    }
    return [...found.values()];
  }

  #reads(entry: unknown, pointer: string): ReadonlyMap<string, readonly ReadPath[]> {
    const reads = new Map<string, readonly ReadPath[]>();
    if (entry === null) return reads;
    if (!isObject(entry)) {
      this.#complain(pointer, "an operation is a mapping: `{}`, or with `reads`");
      return reads;
    }
    this.#onlyKeys(entry, pointer, ["reads"]);
    const listed = own(entry, "reads");
    const at = pointerTo(pointer, "reads");
    if (Array.isArray(listed)) reads.set("2XX", this.#paths(listed, at));
    else if (isObject(listed)) {
      for (const status of Object.keys(listed)) this.#ofStatus(status, listed[status], at, reads);
    } else if (listed !== undefined)
      this.#complain(at, "`reads` is a list of fields, such as [/total], or such a list for each status");
    return reads;
  }

  #ofStatus(status: string, list: unknown, at: string, reads: Map<string, readonly ReadPath[]>): void {
    const pointer = pointerTo(at, status);
    const key = status === "default" ? status : status.toUpperCase();
    if (!/^([1-5]\d\d|[1-5]XX|default)$/.test(key))
      this.#complain(pointer, `${quoted(status)} is no status: write 200, 4XX or default`);
    else if (reads.has(key)) this.#complain(pointer, `${status} stands here twice`);
    else if (!Array.isArray(list)) this.#complain(pointer, "this must be a list of fields, such as [/total]");
    else reads.set(key, this.#paths(list, pointer));
  }

  #paths(list: readonly unknown[], at: string): ReadPath[] {
    if (list.length > usesLimits.paths) {
      this.#complain(at, `these are more than ${usesLimits.paths} fields (limit paths)`);
      return [];
    }
    return list.flatMap((text, index): ReadPath[] => {
      const pointer = pointerTo(at, index);
      const steps = typeof text === "string" && !/~(?![01])/.test(text) ? stepsOf(text) : undefined;
      if (steps && steps.length <= usesLimits.steps) return [{ pointer, text: String(text), steps }];
      const why = steps
        ? `this field lies more than ${usesLimits.steps} levels deep (limit steps)`
        : `${quoted(text)} is no JSON pointer: write /items/*/price`;
      this.#complain(pointer, why);
      return [];
    });
  }

  #onlyKeys(holder: unknown, pointer: string, known: readonly string[]): void {
    for (const key of isObject(holder) ? Object.keys(holder) : [])
      if (!known.includes(key))
        this.#complain(
          pointerTo(pointer, key),
          `there is no key ${quoted(key)} here. ${suggestion(key, known)}`,
        );
  }

  #complain(pointer: string, message: string): void {
    this.problems.push(problemAt(this.#document, pointer, message));
  }
}

function quoted(text: unknown): string {
  return JSON.stringify(text) ?? "nothing";
}
