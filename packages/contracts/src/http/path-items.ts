import type { ContractProblem } from "../contract.ts";
import { problemAt } from "../document/closure.ts";
import { isObject, own } from "../document/json.ts";
import { below, type Location } from "../document/library.ts";
import { documentLimits } from "../document/limits.ts";
import { stepsOf } from "../document/pointer.ts";
import type { SchemaSource } from "../schema/schema-source.ts";
import type { Unresolved } from "./api.ts";
import { nameless } from "./path-template.ts";

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;

/** One path: what stands there, and what its `$ref` adds. */
export interface PathItem {
  readonly path: string;
  readonly parts: readonly Location[];
  /** Method -> the part that has it. */
  readonly methods: ReadonlyMap<string, Location>;
}

export interface Paths {
  readonly items: readonly PathItem[];
  readonly unresolved: readonly Unresolved[];
  readonly problems: readonly ContractProblem[];
}

/** The paths of a document. What OpenAPI leaves undefined is a problem: whatever was read would be a guess. */
export function readPaths(schemas: SchemaSource, root: Location): Paths {
  const unresolved: Unresolved[] = [];
  const problems: ContractProblem[] = [];
  if (!isObject(root.value) || !Object.hasOwn(root.value, "paths"))
    return { items: [], unresolved, problems };
  const paths = schemas.target(below(root, "paths"));
  if (!paths) follow(schemas, below(root, "paths"), unresolved);
  else if (!isObject(paths.value))
    problems.push(complaint(paths, "`paths` must be an object: each path with its path item"));
  const items = paths ? itemsIn(paths, { schemas, unresolved, problems }) : [];
  for (const { path, parts } of items)
    if (!path.startsWith("/"))
      problems.push(complaint(parts.at(-1) ?? root, `the path ${path} must begin with "/"`));
  return { items, unresolved, problems: [...problems, ...twins(items)] };
}

interface ReadingPaths {
  readonly schemas: SchemaSource;
  readonly unresolved: Unresolved[];
  readonly problems: ContractProblem[];
}

/** The path items of a map: of paths, of webhooks by name, of a callback by its address. */
export function itemsIn(map: Location, reading: ReadingPaths): PathItem[] {
  return Object.keys(isObject(map.value) ? map.value : {})
    .filter((path) => !path.startsWith("x-"))
    .map((path) => pathItem(reading, below(map, path), path));
}

/** Where a reference ends; what cannot be followed is noted. */
export function follow(
  schemas: SchemaSource,
  location: Location,
  unresolved: Unresolved[],
): Location | undefined {
  const target = schemas.target(location);
  if (target && isObject(target.value)) return target;
  const reference = JSON.stringify(own(location.value, "$ref"));
  unresolved.push(
    target
      ? {
          at: target,
          why: `${target.pointer} must be an object and is none`,
          decides: `an object at ${target.pointer}`,
        }
      : {
          at: location,
          why: `${partName(location)} is ${reference}, which leads out of the repository`,
          decides: "a copy of the document in the repository",
        },
  );
  return undefined;
}

/** "response 200", "header X-Trace of response 200", "the path /carts": what stands at a place, in words. */
function partName({ pointer }: Location): string {
  const steps = stepsOf(pointer) ?? [];
  const [kind = "", name = ""] = steps.slice(-2);
  if (name === "requestBody") return "the request body";
  if (name === "paths") return "the list of paths";
  if (kind === "paths") return `the path ${name}`;
  if (kind === "webhooks" || kind === "callbacks") return `the ${kind.slice(0, -1)} ${name}`;
  if (kind === "parameters" && /^\d+$/.test(name)) return `parameter ${Number(name) + 1}`;
  if (kind === "responses") return `response ${name}`;
  if (kind === "headers" && steps.at(-4) === "responses") return `header ${name} of response ${steps.at(-3)}`;
  return pointer;
}

function pathItem({ schemas, unresolved, problems }: ReadingPaths, at: Location, path: string): PathItem {
  const parts = partsOf(schemas, at, unresolved);
  const found = new Map<string, Location>();
  for (const part of parts) {
    if (!isObject(part.value)) problems.push(complaint(part, `the path item of ${path} must be an object`));
    for (const method of methods) {
      const operation = own(part.value, method);
      if (operation === undefined) continue;
      if (isObject(operation)) found.set(method, part);
      else
        problems.push(
          complaint(below(part, method), `the operation ${method.toUpperCase()} ${path} must be an object`),
        );
    }
  }
  const twice = [...methods, "parameters", "servers"].filter(
    (key) => parts.filter(({ value }) => own(value, key) !== undefined).length > 1,
  );
  if (twice.length > 0)
    problems.push(
      complaint(
        at,
        `${path} has ${twice.join(", ")} both beside its $ref and in what it refers to, which OpenAPI leaves undefined: keep one`,
      ),
    );
  return { path, parts, methods: found };
}

/** Everything that a path item is made of, the most general first. */
function partsOf(schemas: SchemaSource, item: Location, unresolved: Unresolved[]): Location[] {
  const parts: Location[] = [item];
  for (let at = item; parts.length <= documentLimits.refChain; ) {
    const reference = own(at.value, "$ref");
    if (typeof reference !== "string") break;
    const next = schemas.library.resolve(at, reference);
    if (next.kind !== "found") {
      follow(schemas, at, unresolved);
      break;
    }
    at = next.location;
    parts.unshift(at);
  }
  return parts;
}

/** "/a/{x}" and "/a/{y}" are one path; nobody can say which of the two operations is meant. */
function twins(items: readonly PathItem[]): ContractProblem[] {
  const first = new Map<string, { item: PathItem; at: Location }>();
  const problems: ContractProblem[] = [];
  for (const item of items) {
    for (const [method, part] of item.methods) {
      const key = `${method} ${nameless(item.path)}`;
      const at = below(part, method);
      const other = first.get(key);
      if (!other) first.set(key, { item, at });
      else
        problems.push(
          complaint(
            at,
            `${method.toUpperCase()} ${item.path} and ${method.toUpperCase()} ${other.item.path} (${other.at.document.path}#${other.at.pointer}) are the same path with other names, which OpenAPI forbids: keep one`,
          ),
        );
    }
  }
  return problems;
}

function complaint(at: Location, message: string): ContractProblem {
  return problemAt(at.document, at.pointer, message);
}
