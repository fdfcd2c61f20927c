import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { parse } from "yaml";
import {
  at,
  childrenOf,
  isJson,
  type Json,
  mapped,
  mappedDocument,
  replaced,
  rootSchemas,
  type Steps,
  schemaPrefix,
} from "./schema-tree.ts";

/** One operation of a real specification with all that it refers to, as a document of its own. */
export interface Slice {
  readonly specification: string;
  /** `message`: the one answer is a message from a producer (the server) to a consumer (the client). */
  readonly medium: "http" | "message";
  readonly path: string;
  readonly method: string;
  readonly document: Json;
}

/** The entry document of one version of each history. */
const entries = {
  dialogporten: "dialogporten/12.json",
  blockfrost: "blockfrost/05.yaml",
  digitalocean: "digitalocean/03/DigitalOcean-public.v2.yaml",
} as const;

export type SpecificationName = keyof typeof entries;
export const specifications = Object.keys(entries) as SpecificationName[];

const methods = ["get", "put", "post", "delete", "patch"];

/** Every operation of a real API. References are kept where they name a schema, and followed where they do not. */
export function slicesOf(root: string, name: SpecificationName): readonly Slice[] {
  const files = new Files();
  const entry = join(root, entries[name]);
  const document = files.load(entry) as Json;
  const all = Object.entries(document.paths as Json).flatMap(([path, written]) => {
    const item = files.followed(written, entry);
    return methods
      .filter((method) => item.value[method] !== undefined)
      .map((method) => ({
        specification: name,
        medium: "http" as const,
        path,
        method,
        document: new Cut(files, document, entry).slice(path, method, item),
      }));
  });
  return all.filter(({ document: made }) => rootSchemas(made).every((steps) => isSound(at(made, steps))));
}

const messagePath = "/message";
/** Where a message's schema stands in its slice. */
export const messageSteps = [
  "paths",
  messagePath,
  "post",
  "responses",
  "200",
  "content",
  "application/json",
  "schema",
];

/** Every message of a real set of events, put where an answer would stand. */
export function messagesOf(root: string): readonly Slice[] {
  const folder = join(root, "cdevents/v0.3.0/schemas");
  return readdirSync(folder).map((file) => {
    const { $schema: _, $id: __, ...schema } = JSON.parse(readFileSync(join(folder, file), "utf8")) as Json;
    const document = replaced({ openapi: "3.1.0", components: {} } as Json, messageSteps, schema);
    return { specification: "cdevents", medium: "message", path: messagePath, method: "post", document };
  });
}

/** Where a text stands in place of a schema (`properties: { $ref: … }`), nobody can say what is meant. */
function isSound(schema: unknown): boolean {
  if (typeof schema === "boolean") return true;
  return isJson(schema) && childrenOf(schema).every(({ value }) => isSound(value));
}

interface Placed {
  readonly value: Json;
  readonly file: string;
}

class Files {
  readonly #loaded = new Map<string, unknown>();

  load(file: string): unknown {
    if (!this.#loaded.has(file)) {
      const text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
      this.#loaded.set(file, file.endsWith(".json") ? JSON.parse(text) : parse(text));
    }
    return this.#loaded.get(file);
  }

  target(reference: string, file: string): Placed & { name: string } {
    const [path = "", pointer = ""] = reference.split("#");
    const to = path === "" ? file : normalize(join(dirname(file), path));
    const steps: Steps = pointer
      .split("/")
      .slice(1)
      .map((step) => decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~"));
    const value = at(this.load(to), steps);
    if (!isJson(value)) throw new Error(`${reference} in ${file} leads nowhere`);
    return { value, file: to, name: String(steps.at(-1) ?? basename(to).replace(/\.\w+$/, "")) };
  }

  followed(value: unknown, file: string): Placed {
    if (!isJson(value)) throw new Error(`no object in ${file}`);
    return typeof value.$ref === "string"
      ? this.followedTarget(this.target(value.$ref, file))
      : { value, file };
  }

  followedTarget({ value, file }: Placed): Placed {
    return this.followed(value, file);
  }
}

/** Cuts one operation out. Every schema that is referred to gets a name in its components. */
class Cut {
  readonly #files: Files;
  readonly #document: Json;
  readonly #entry: string;
  readonly #names = new Map<Json, string>();
  readonly #schemas: Json = {};

  constructor(files: Files, document: Json, entry: string) {
    this.#files = files;
    this.#document = document;
    this.#entry = entry;
  }

  slice(path: string, method: string, item: Placed): Json {
    const { openapi, servers, security } = this.#document;
    const operation = this.#operation(this.#files.followed(item.value[method], item.file));
    const shared = this.#parameters(item.value.parameters, item.file);
    const schemes = at(this.#document, ["components", "securitySchemes"]) as Json | undefined;
    return clean({
      openapi,
      info: { title: "", version: "1" },
      servers,
      security,
      paths: { [path]: clean({ parameters: shared, [method]: operation }) },
      components: clean({ schemas: this.#schemas, securitySchemes: this.#resolvedAll(schemes) }),
    });
  }

  #resolvedAll(map: Json | undefined): Json | undefined {
    return map && mapValues(map, (value) => this.#files.followed(value, this.#entry).value);
  }

  #operation({ value, file }: Placed): Json {
    const body = value.requestBody === undefined ? undefined : this.#files.followed(value.requestBody, file);
    return clean({
      operationId: value.operationId,
      security: value.security,
      parameters: this.#parameters(value.parameters, file),
      requestBody:
        body && clean({ required: body.value.required, content: this.#content(body.value, body.file) }),
      responses: mapValues((value.responses ?? {}) as Json, (reply) => this.#reply(reply, file)),
    });
  }

  #parameters(list: unknown, file: string): Json[] | undefined {
    if (!Array.isArray(list)) return undefined;
    return list.map((each) => {
      const { value, file: inside } = this.#files.followed(each, file);
      const { example: _, examples: __, ...rest } = value;
      return clean({
        ...rest,
        schema: this.#schema(value.schema, inside),
        content: this.#content(value, inside),
      });
    });
  }

  #reply(written: unknown, from: string): Json {
    const { value, file } = this.#files.followed(written, from);
    const headers =
      isJson(value.headers) &&
      mapValues(value.headers, (each) => {
        const header = this.#files.followed(each, file);
        return clean({
          required: header.value.required,
          schema: this.#schema(header.value.schema, header.file),
        });
      });
    return clean({
      description: "",
      headers: headers || undefined,
      content: this.#content(value, file),
    });
  }

  #content({ content }: Json, file: string): Json | undefined {
    if (!isJson(content)) return undefined;
    return mapValues(content, (media) => {
      const { schema, encoding } = (media ?? {}) as Json;
      return clean({ schema: this.#schema(schema, file), encoding });
    });
  }

  #schema(schema: unknown, file: string): unknown {
    return mapped(schema, (each) => {
      const { $ref, discriminator } = each;
      const named = typeof $ref === "string" ? { ...each, $ref: this.#named($ref, file) } : each;
      if (!isJson(discriminator) || !isJson(discriminator.mapping)) return named;
      const mapping = mapValues(discriminator.mapping, (to) =>
        /[#/.]/.test(String(to)) ? this.#named(String(to), file) : to,
      );
      return { ...named, discriminator: { ...discriminator, mapping } };
    });
  }

  #named(reference: string, file: string): string {
    const target = this.#files.target(reference, file);
    const known = this.#names.get(target.value);
    if (known !== undefined) return schemaPrefix + known;
    let name = target.name.replace(/[^A-Za-z0-9._-]/g, "_");
    while (Object.hasOwn(this.#schemas, name)) name += "_";
    this.#names.set(target.value, name);
    this.#schemas[name] = {};
    this.#schemas[name] = this.#schema(target.value, target.file);
    return schemaPrefix + name;
  }
}

function clean(value: Json): Json {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined));
}

function mapValues(map: Json, change: (value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

/** The same in OpenAPI 3.1, where `null` is a type and exclusive bounds are numbers. Undefined where it is not plain. */
export function inOpenApi31(slice: Slice): Slice {
  return { ...slice, document: { ...mappedDocument(slice.document, modern), openapi: "3.1.0" } };
}

/** One schema object in the words of JSON Schema 2020-12. What stands beside `$ref` does not count in OpenAPI 3.0. */
export function modern(schema: Json): Json {
  if (schema.$ref !== undefined) return { $ref: schema.$ref };
  const { nullable, exclusiveMinimum, exclusiveMaximum, ...rest } = schema;
  const bounds: Json = {
    ...bound("minimum", "exclusiveMinimum", rest.minimum, exclusiveMinimum),
    ...bound("maximum", "exclusiveMaximum", rest.maximum, exclusiveMaximum),
  };
  const { minimum: _, maximum: __, ...kept } = rest;
  const plain = { ...kept, ...bounds };
  return nullable === true ? orNull(plain) : plain;
}

function bound(name: string, strict: string, value: unknown, exclusive: unknown): Json {
  if (typeof exclusive === "number")
    return { [strict]: exclusive, ...(value === undefined ? {} : { [name]: value }) };
  if (value === undefined) return {};
  return { [exclusive === true ? strict : name]: value };
}

function orNull(schema: Json): Json {
  if (["allOf", "anyOf", "oneOf", "not"].some((keyword) => schema[keyword] !== undefined))
    return { anyOf: [schema, { type: "null" }] };
  const types = schema.type === undefined ? undefined : [...[schema.type].flat(), "null"];
  const list = Array.isArray(schema.enum) && !schema.enum.includes(null) ? [...schema.enum, null] : undefined;
  return { ...schema, ...(types ? { type: types } : {}), ...(list ? { enum: list } : {}) };
}
