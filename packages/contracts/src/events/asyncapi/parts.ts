import type { ContractProblem } from "../../contract.ts";
import { problemAt } from "../../document/closure.ts";
import { isObject, own } from "../../document/json.ts";
import { below, type Location } from "../../document/library.ts";
import type { SchemaSource } from "../../schema/schema-source.ts";

/** Follows references between the parts of AsyncAPI documents, and keeps what leads nowhere. */
export class Parts {
  readonly schemas: SchemaSource;
  readonly problems: ContractProblem[] = [];

  constructor(schemas: SchemaSource) {
    this.schemas = schemas;
  }

  /** The object that stands at a place or that its `$ref` leads to; a problem where there is none. */
  object(at: Location): Location | undefined {
    const found = this.schemas.target(at);
    if (found && isObject(found.value)) return found;
    const reference = own(at.value, "$ref");
    const why = !found
      ? `${JSON.stringify(reference)} leads to nothing in the repository, so its messages are not known: add a copy of the document`
      : "it must be an object";
    this.problems.push(problemAt(at.document, at.pointer, why));
    return undefined;
  }

  /** The named members of an object, references followed; `x-` extensions are none. */
  members(holder: Location, key: string): readonly (readonly [string, Location])[] {
    if (own(holder.value, key) === undefined) return [];
    const map = this.object(below(holder, key));
    return Object.keys(isObject(map?.value) ? map.value : {})
      .filter((name) => !name.startsWith("x-"))
      .flatMap((name) => {
        const found = map && this.object(below(map, name));
        return found ? [[name, found] as const] : [];
      });
  }

  /** The members of a list, references followed. */
  items(holder: Location, key: string): readonly Location[] {
    const list = own(holder.value, key);
    if (list === undefined) return [];
    if (!Array.isArray(list)) {
      this.problems.push(problemAt(holder.document, `${holder.pointer}/${key}`, "it must be a list"));
      return [];
    }
    return list.flatMap((_, index) => this.object(below(holder, key, index)) ?? []);
  }
}

export function samePlace(one: Location, other: Location): boolean {
  return one.document === other.document && one.pointer === other.pointer;
}
