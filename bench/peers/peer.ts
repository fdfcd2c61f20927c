// A peer at work, in a process of its own: peer.js FOLDER NAME answers | compare CLIENT SERVER
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { told } from "../contracts/apart.ts";
import type { PeerName } from "./pinned.ts";
import { type Answer, type Answers, apiQuestions, type Question, schemaQuestions } from "./questions.ts";

/** Whether a peer sees something that breaks. It may throw: then it has no answer. */
type Says = (one: object, other: object) => Promise<boolean>;

interface Peer {
  /** Values of the first schema that the second no longer takes. */
  readonly schemas?: Says;
  /** Old clients of the first document, and a server of the second. */
  readonly apis?: Says;
}

interface SchemaDiff {
  diffSchemas(of: { sourceSchema: object; destinationSchema: object }): Promise<{ removalsFound: boolean }>;
}
interface Spec {
  readonly content: string;
  readonly location: string;
  readonly format: "openapi3";
}
interface OpenApiDiff {
  diffSpecs(of: { sourceSpec: Spec; destinationSpec: Spec }): Promise<{ breakingDifferencesFound: boolean }>;
}
interface SmartDiff {
  apiCompare(one: object, other: object): { diffs: readonly { type: string }[] };
}

/** Each is called as its own manual says. */
function peerNamed(name: PeerName, load: (name: string) => unknown): Peer {
  if (name === "json-schema-diff") {
    const { diffSchemas } = load(name) as SchemaDiff;
    const removes: Says = async (sourceSchema, destinationSchema) =>
      (await diffSchemas({ sourceSchema, destinationSchema })).removalsFound;
    return { schemas: removes };
  }
  if (name === "openapi-diff") {
    const { diffSpecs } = load(name) as OpenApiDiff;
    const spec = (document: object): Spec => {
      return { content: JSON.stringify(document), location: "api.json", format: "openapi3" };
    };
    const breaks: Says = async (one, other) =>
      (await diffSpecs({ sourceSpec: spec(one), destinationSpec: spec(other) })).breakingDifferencesFound;
    return { apis: breaks };
  }
  const { apiCompare } = load(name) as SmartDiff;
  const breaks: Says = async (one, other) =>
    apiCompare(one, other).diffs.some((each) => each.type === "breaking");
  return { schemas: breaks, apis: breaks };
}

async function answersOf(peer: Peer): Promise<Answers> {
  const found: [string, Answer][] = [];
  const ask = async ({ id }: Question, says: Says, one: object, other: object) => {
    const answer = await says(structuredClone(one), structuredClone(other)).then(
      (breaks): Answer => (breaks ? "breaks" : "fits"),
      (): Answer => "none",
    );
    found.push([id, answer]);
  };
  for (const each of peer.schemas ? schemaQuestions : [])
    if (peer.schemas) await ask(each, peer.schemas, each.sent, each.accepted);
  for (const each of peer.apis ? apiQuestions : [])
    if (peer.apis) await ask(each, peer.apis, each.client, each.server);
  return Object.fromEntries(found);
}

/** Both directions, from the bytes on disk. */
async function compare({ apis }: Peer, [client = "", server = ""]: readonly string[]): Promise<void> {
  const [one, other] = [client, server].map((file) => JSON.parse(readFileSync(file, "utf8")) as object);
  await apis?.(one ?? {}, other ?? {});
  await apis?.(other ?? {}, one ?? {});
}

const [folder = "", name = "", what = "", ...files] = process.argv.slice(2);
const peer = peerNamed(name as PeerName, createRequire(join(folder, "package.json")));
// Some print what they do.
console.log = () => undefined;
await told(() => (what === "answers" ? answersOf(peer) : compare(peer, files)));
