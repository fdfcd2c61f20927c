import {
  assetContracts,
  type CompareSettings,
  type Contract,
  type ContractKind,
  eventContracts,
  flagContracts,
  frameContracts,
  httpContracts,
  type Side,
  storeContracts,
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

/** The OpenAPI document of a call. */
export function apiOf({
  method = "post",
  path = "/things/{id}",
  sends,
  answers,
  more,
  document,
}: Call): object {
  const operation = {
    ...(sends === undefined ? {} : { requestBody: { required: true, content: json(sends) } }),
    responses: { 200: { description: "", ...(answers === undefined ? {} : { content: json(answers) }) } },
    ...more,
  };
  return {
    openapi: "3.1.0",
    info: { title: "", version: "1" },
    paths: { [path]: { [method]: operation } },
    ...document,
  };
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

export function readContract(
  kind: ContractKind,
  files: Readonly<Record<string, string>>,
  path: string,
  side?: Side,
): Contract {
  const reading = kind.read(path, documentsOf(files), side);
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
    readContract(
      httpContracts,
      { "api.json": typeof call === "string" ? call : JSON.stringify(apiOf(call)) },
      "api.json",
    );
  return httpContracts.compare(contract(client), contract(server), {
    ...httpContracts.defaults,
    ...settings,
  });
}

type Types = Readonly<Record<string, Json>>;

function betweenSets(kind: ContractKind) {
  return (
    sender: Types,
    receiver: Types,
    settings: Partial<CompareSettings> = {},
  ): readonly Observation[] => {
    const contract = (types: Types) => {
      const files = Object.entries(types).map(
        ([name, schema]) => [`types/${name}.json`, JSON.stringify(schema)] as const,
      );
      return readContract(kind, Object.fromEntries(files), "types");
    };
    return kind.compare(contract(sender), contract(receiver), { ...kind.defaults, ...settings });
  };
}

/** What a sender with one set of message types and a receiver with another have to say to each other. */
export const messages = betweenSets(eventContracts);

/** The same of a writer and a reader, with the kinds of values they know. */
export const values = betweenSets(storeContracts);

/** The same of a page and its frame, with the types of messages they post and take. */
export const posts = betweenSets(frameContracts);

/** What a reader of flags and who serves them have to say to each other. */
export function flagStory(
  sender: Json,
  receiver: Json,
  before: { readonly builtAgainst?: Json; readonly runsNow?: Json } = {},
): readonly Observation[] {
  const contract = (document: Json, side: Side) =>
    readContract(flagContracts, { "flags.json": JSON.stringify(document) }, "flags.json", side);
  const context = Object.entries(before).map(([name, document]) => [name, contract(document, "receiver")]);
  return flagContracts.compare(
    contract(sender, "sender"),
    contract(receiver, "receiver"),
    flagContracts.defaults,
    Object.fromEntries(context),
  );
}

/** A list of URLs, or files with the path that a link names. */
type AssetSide =
  | readonly string[]
  | { readonly files: Readonly<Record<string, string>>; readonly path: string };

/** What a page may ask for and who holds files have to say to each other. */
export function assetStory(
  page: AssetSide,
  host: AssetSide,
  kept: readonly AssetSide[] = [],
): readonly Observation[] {
  const contract = (asked: AssetSide, side: Side) =>
    "files" in asked
      ? readContract(assetContracts, asked.files, asked.path, side)
      : readContract(assetContracts, { "urls.json": JSON.stringify(asked) }, "urls.json", side);
  return assetContracts.compare(
    contract(page, "sender"),
    contract(host, "receiver"),
    assetContracts.defaults,
    kept.length === 0 ? {} : { kept: kept.map((each) => contract(each, "receiver")) },
  );
}

/** Equal for contracts that say the same on that side. */
export function digestOf(
  kind: ContractKind,
  files: Readonly<Record<string, string>>,
  path: string,
  side: Side,
): string {
  const reading = kind.read(path, documentsOf(files), side);
  return reading.kind === "contract" ? reading.digestText : "";
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
  side?: Side,
): readonly string[] {
  const reading = kind.read(path, documentsOf(files), side);
  return reading.kind === "problems" ? reading.problems.map(({ message }) => message) : [];
}
