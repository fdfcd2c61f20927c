import {
  type CompareSettings,
  type Contract,
  type ContractKind,
  eventContracts,
  httpContracts,
} from "@crossfade/contracts";
import type { Documents, Observation } from "@crossfade/core";

type Json = unknown;

/** One operation, `POST /things/{id}` unless `path` and `method` say otherwise, in OpenAPI 3.1. */
export interface Call {
  readonly method?: string;
  readonly path?: string;
  /** Schema of the JSON request body. */
  readonly sends?: Json;
  /** Schema of the JSON body of status 200. */
  readonly answers?: Json;
  /** Anything else of the operation object. */
  readonly more?: object;
  /** Anything else of the document. */
  readonly document?: object;
}

const json = (schema: Json) => ({ "application/json": { schema } });

function api({ method = "post", path = "/things/{id}", sends, answers, more, document }: Call): string {
  const operation = {
    ...(sends === undefined ? {} : { requestBody: { required: true, content: json(sends) } }),
    responses: { 200: { description: "", ...(answers === undefined ? {} : { content: json(answers) }) } },
    ...more,
  };
  return JSON.stringify({
    openapi: "3.1.0",
    info: { title: "", version: "1" },
    paths: { [path]: { [method]: operation } },
    ...document,
  });
}

function documentsOf(files: Readonly<Record<string, string>>): Documents {
  return {
    read: (name) => (Object.hasOwn(files, name) ? files[name] : undefined),
    list: (folder) =>
      Object.keys(files)
        .filter((name) => name.startsWith(folder === "" ? "" : `${folder}/`))
        .sort(),
  };
}

function read(kind: ContractKind, files: Readonly<Record<string, string>>, path: string): Contract {
  const reading = kind.read(path, documentsOf(files));
  if (reading.kind === "problems") throw new Error(JSON.stringify(reading.problems));
  return reading.contract;
}

/** What a client built against one document and a server with another have to say to each other. */
export function between(
  client: Call | string,
  server: Call | string,
  settings: Partial<CompareSettings> = {},
): readonly Observation[] {
  const contract = (call: Call | string) =>
    read(httpContracts, { "api.json": typeof call === "string" ? call : api(call) }, "api.json");
  return httpContracts.compare(contract(client), contract(server), {
    ...httpContracts.defaults,
    ...settings,
  });
}

/** What a sender with one set of message types and a receiver with another have to say to each other. */
export function messages(
  sender: Readonly<Record<string, Json>>,
  receiver: Readonly<Record<string, Json>>,
  settings: Partial<CompareSettings> = {},
): readonly Observation[] {
  const contract = (types: Readonly<Record<string, Json>>) => {
    const files = Object.entries(types).map(
      ([name, schema]) => [`events/${name}.json`, JSON.stringify(schema)] as const,
    );
    return read(eventContracts, Object.fromEntries(files), "events");
  };
  return eventContracts.compare(contract(sender), contract(receiver), {
    ...eventContracts.defaults,
    ...settings,
  });
}

/** "breaking", "unknown" or "notice" for each observation of one rule. */
export function outcomes(observations: readonly Observation[], ruleId: string): readonly string[] {
  return observations.filter((each) => each.ruleId === ruleId).map((each) => each.outcome);
}

/** What is wrong with a contract that cannot be read; nothing if it can. */
export function complaints(
  kind: ContractKind,
  files: Readonly<Record<string, string>>,
  path: string,
): readonly string[] {
  const reading = kind.read(path, documentsOf(files));
  return reading.kind === "problems" ? reading.problems.map(({ message }) => message) : [];
}
