import type { Documents } from "@crossfade/core";
import type { ContractProblem, Reading } from "../contract.ts";
import { closureOf, digestTextOf, problemAt } from "../document/closure.ts";
import { isObject, own } from "../document/json.ts";
import { below, Library, type Location, rootOf } from "../document/library.ts";
import type { ParsedDocument } from "../document/parse.ts";
import { SchemaSource } from "../schema/schema-source.ts";
import type {
  Api,
  BackCalls,
  Body,
  Content,
  Header,
  Operation,
  Parameter,
  Reply,
  Unresolved,
} from "./api.ts";
import { normalisedMediaType } from "./media-type.ts";
import { follow, itemsIn, type PathItem, type Paths, readPaths } from "./path-items.ts";
import { nameless, templateNames } from "./path-template.ts";
import { securityOf } from "./security.ts";
import { serversOf } from "./servers.ts";

/** Reads an OpenAPI 3.0 or 3.1 document and what it refers to. */
export function readHttp(path: string, documents: Documents): Reading {
  const library = new Library(documents);
  const parsed = library.load(path);
  if (!parsed) return { kind: "problems", problems: [{ document: path, message: "there is no such file" }] };
  if (parsed.kind === "problems") return parsed;
  const complaint = versionComplaint(parsed.document);
  if (complaint) return { kind: "problems", problems: [complaint] };
  const closure = closureOf(library, [parsed.document]);
  if (closure.problems.length > 0) return { kind: "problems", problems: closure.problems };
  const schemas = sourceOf(library, parsed.document);
  const paths = readPaths(schemas, rootOf(parsed.document));
  if (paths.problems.length > 0) return { kind: "problems", problems: paths.problems };
  const contract = new ApiReader(schemas, rootOf(parsed.document), paths).read();
  let text: string | undefined;
  return {
    kind: "contract",
    contract,
    // Made when asked for: of a large document it takes as long as all the rest.
    get digestText() {
      text ??= digestTextOf(closure);
      return text;
    },
  };
}

function versionComplaint(document: ParsedDocument): ContractProblem | undefined {
  const version = own(document.root, "openapi");
  if (typeof version === "string" && /^3\.[01](\.|$)/.test(version)) return undefined;
  if (own(document.root, "swagger") !== undefined) {
    return problemAt(
      document,
      "/swagger",
      "this is Swagger 2.0, which is not analysed: convert it to OpenAPI 3.0 or 3.1",
    );
  }
  const said =
    version === undefined ? "it has no `openapi` field" : `it says openapi: ${JSON.stringify(version)}`;
  return problemAt(
    document,
    version === undefined ? "" : "/openapi",
    `this is not an OpenAPI 3.0 or 3.1 document: ${said}`,
  );
}

function sourceOf(library: Library, document: ParsedDocument): SchemaSource {
  const version = String(own(document.root, "openapi"));
  return new SchemaSource(library, version.startsWith("3.0") ? "openapi-3.0" : "2020-12");
}

class ApiReader {
  readonly #library: Library;
  readonly #schemas: SchemaSource;
  readonly #root: Location;
  readonly #items: readonly PathItem[];
  readonly #unresolved: readonly Unresolved[];

  constructor(schemas: SchemaSource, root: Location, paths: Paths) {
    this.#library = schemas.library;
    this.#schemas = schemas;
    this.#root = root;
    this.#items = paths.items;
    this.#unresolved = paths.unresolved;
  }

  read(): Api {
    const operations = new Map<string, Operation>();
    for (const item of this.#items) {
      for (const [method, holder] of item.methods) {
        const key = `${method.toUpperCase()} ${nameless(item.path)}`;
        const called = this.#operation(method, item, holder);
        operations.set(key, { ...called, callbacks: this.#callbacks(called) });
      }
    }
    const { path } = this.#root.document;
    return {
      kind: "http",
      path,
      library: this.#library,
      schemas: this.#schemas,
      root: this.#root,
      operations,
      unresolved: this.#unresolved,
      webhooks: this.#webhooks(),
    };
  }

  #webhooks(): BackCalls {
    const unresolved: Unresolved[] = [];
    const map = below(this.#root, "webhooks");
    const holder = map.value === undefined ? undefined : this.#follow(map, unresolved);
    const operations = holder ? this.#backCalls(holder, unresolved) : [];
    return { operations: operations.map((call) => ({ ...call, name: `webhook ${call.name}` })), unresolved };
  }

  #callbacks({ at, name }: Operation): BackCalls {
    const map = own(at.value, "callbacks");
    if (map === undefined) return none;
    const unresolved: Unresolved[] = [];
    const operations = Object.keys(isObject(map) ? map : {}).flatMap((key) => {
      const callback = this.#follow(below(at, "callbacks", key), unresolved);
      return callback ? this.#backCalls(callback, unresolved) : [];
    });
    return {
      operations: operations.map((call) => ({ ...call, name: `callback ${call.name} of ${name}` })),
      unresolved,
    };
  }

  /** The document's own security and servers are about calls to the server. */
  #backCalls(map: Location, unresolved: Unresolved[]): Operation[] {
    const problems: ContractProblem[] = [];
    const items = itemsIn(map, { schemas: this.#schemas, unresolved, problems });
    for (const { message } of problems)
      unresolved.push({ at: map, why: message, decides: "a path item there" });
    return items.flatMap((item) =>
      [...item.methods].map(([method, holder]) => {
        const call = this.#operation(method, item, holder);
        const asksItself = own(call.at.value, "security") !== undefined;
        return { ...call, security: asksItself ? call.security : [], servers: serversOf() };
      }),
    );
  }

  #follow(location: Location, unresolved: Unresolved[]): Location | undefined {
    return follow(this.#schemas, location, unresolved);
  }

  #operation(method: string, { path, parts }: PathItem, item: Location): Operation {
    const unresolved: Unresolved[] = [];
    // OpenAPI does not foresee a $ref in place of an operation, but documents in many files have it.
    const at = this.#follow(below(item, method), unresolved) ?? below(item, method);
    const body =
      own(at.value, "requestBody") === undefined
        ? undefined
        : this.#follow(below(at, "requestBody"), unresolved);
    return {
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      at,
      ...this.#parameters(path, [...parts, at], unresolved),
      body: body && this.#body(body),
      responses: this.#responses(at, unresolved),
      security: securityOf(this.#schemas, this.#root, at),
      servers: serversOf(at, ...parts, this.#root),
      unresolved,
      callbacks: none,
    };
  }

  /** The operation's own override those of the path. */
  #parameters(
    path: string,
    holders: readonly Location[],
    unresolved: Unresolved[],
  ): Pick<Operation, "parameters" | "leftOut"> {
    const found = new Map<string, Parameter>();
    const leftOut = new Map<string, Location>();
    for (const holder of holders) {
      const list = own(holder.value, "parameters");
      for (const index of Array.isArray(list) ? list.keys() : []) {
        const at = this.#follow(below(holder, "parameters", index), unresolved);
        const parameter = at && this.#parameter(path, at);
        if (parameter) found.set(parameter.key, parameter);
        else if (at && own(at.value, "in") !== "path")
          leftOut.set(`${own(at.value, "in")} ${own(at.value, "name")}`.toLowerCase(), at);
      }
    }
    return { parameters: [...found.values()], leftOut };
  }

  #parameter(path: string, at: Location): Parameter | undefined {
    const name = own(at.value, "name");
    const place = own(at.value, "in");
    if (
      typeof name !== "string" ||
      (place !== "path" && place !== "query" && place !== "header" && place !== "cookie")
    )
      return undefined;
    if (place === "header" && ["accept", "content-type", "authorization"].includes(name.toLowerCase()))
      return undefined;
    const position = place === "path" ? templateNames(path).indexOf(name) : 0;
    if (position < 0) return undefined;
    const inForm = place === "query" || place === "cookie";
    const style = String(own(at.value, "style") ?? (inForm ? "form" : "simple"));
    const explode = own(at.value, "explode");
    const [content] = this.#content(at);
    return {
      key:
        place === "path"
          ? `path ${position + 1}`
          : `${place} ${place === "header" ? name.toLowerCase() : name}`,
      name,
      in: place,
      required: place === "path" || own(at.value, "required") === true,
      at,
      style,
      explode: typeof explode === "boolean" ? explode : style === "form",
      content: content?.mediaType,
      schema: content ? content.schema : schemaBelow(at),
    };
  }

  #body(at: Location): Body {
    return { at, required: own(at.value, "required") === true, content: this.#content(at) };
  }

  #content(holder: Location): Content[] {
    const map = own(holder.value, "content");
    if (!isObject(map)) return [];
    return Object.keys(map).map((mediaType) => {
      const at = below(holder, "content", mediaType);
      return {
        mediaType: normalisedMediaType(mediaType),
        at,
        schema: schemaBelow(at),
      };
    });
  }

  #responses(operation: Location, unresolved: Unresolved[]): Map<string, Reply> {
    const replies = new Map<string, Reply>();
    const map = own(operation.value, "responses");
    for (const status of isObject(map) ? Object.keys(map) : []) {
      if (status.startsWith("x-")) continue;
      const at = this.#follow(below(operation, "responses", status), unresolved);
      if (!at) continue;
      const key = status === "default" ? status : status.toUpperCase();
      replies.set(key, {
        status: key,
        at,
        content: this.#content(at),
        headers: this.#headers(at, unresolved),
      });
    }
    return replies;
  }

  #headers(reply: Location, unresolved: Unresolved[]): Map<string, Header> {
    const headers = new Map<string, Header>();
    const map = own(reply.value, "headers");
    for (const name of isObject(map) ? Object.keys(map) : []) {
      if (name.toLowerCase() === "content-type") continue;
      const at = this.#follow(below(reply, "headers", name), unresolved);
      if (!at) continue;
      const [content] = this.#content(at);
      headers.set(name.toLowerCase(), {
        name,
        in: "header",
        style: "simple",
        explode: own(at.value, "explode") === true,
        content: content?.mediaType,
        at,
        required: own(at.value, "required") === true,
        schema: content ? content.schema : schemaBelow(at),
      });
    }
    return headers;
  }
}

const none: BackCalls = { operations: [], unresolved: [] };

function schemaBelow(at: Location): Location | undefined {
  return own(at.value, "schema") === undefined ? undefined : below(at, "schema");
}
