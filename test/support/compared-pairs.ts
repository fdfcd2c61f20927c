import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { closureOf } from "../../packages/contracts/src/document/closure.ts";
import { Library, type Location, rootOf } from "../../packages/contracts/src/document/library.ts";
import { eventContracts } from "../../packages/contracts/src/events/event-contracts.ts";
import type { EventContract } from "../../packages/contracts/src/events/message.ts";
import type { Api } from "../../packages/contracts/src/http/api.ts";
import { meetingOf } from "../../packages/contracts/src/http/exchange.ts";
import { httpContracts } from "../../packages/contracts/src/http/http-contracts.ts";
import { SchemaComparison } from "../../packages/contracts/src/schema/comparison.ts";
import type { SchemaDialect } from "../../packages/contracts/src/schema/dialect.ts";
import { SchemaSource } from "../../packages/contracts/src/schema/schema-source.ts";
import { acceptedView, type Flow, sentView, type View } from "../../packages/contracts/src/schema/view.ts";
import type { ExportedPair } from "./inclusion-attack.ts";

/** Two schemas of real documents as the engine compared them, and what it said. */
export interface ComparedPair extends ExportedPair {
  readonly name: string;
  readonly digest: string;
  readonly said: "proved" | "refuted";
}

/** Which versions meet: each with the next one, or each with each and with itself. */
export type Reach = "neighbours" | "all";

/** Pairs that are spelled alike are one pair. */
class Pairs {
  readonly found = new Map<string, ComparedPair>();

  add(
    name: string,
    comparison: SchemaComparison,
    sent: Location,
    accepted: Location,
    views: readonly [View, View],
  ): void {
    const { mismatches, gaps } = comparison.compare(sent, accepted, ...views);
    if (mismatches.length === 0 && gaps.length > 0) return;
    const pair = comparison.exportedPair(sent, accepted, ...views);
    if (!pair.sent || !pair.accepted) return;
    const said = mismatches.length > 0 ? "refuted" : "proved";
    const digest = createHash("sha256")
      .update(JSON.stringify([said, pair]))
      .digest("hex");
    const closed = views[0].world === "closed";
    this.found.set(digest, { name, digest, said, closed, sent: pair.sent, accepted: pair.accepted });
  }
}

/** All bodies, parameters and headers of an API's versions. */
export function comparedApis(folder: string, reach: Reach): readonly ComparedPair[] {
  const pairs = new Pairs();
  const versions = apisIn(folder);
  for (const [one, client] of versions.entries())
    for (const [other, server] of versions.entries()) {
      if (reach === "all" || Math.abs(one - other) === 1) addExchanges(pairs, client, server);
      if (reach === "all" && one === other && one === versions.length - 1) addItself(pairs, client);
    }
  return [...pairs.found.values()];
}

function apisIn(folder: string): readonly Api[] {
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as {
    versions: { file?: string; entry?: string }[];
  };
  return manifest.versions.map(({ file, entry }) => {
    const path = join(folder, file ?? entry ?? "");
    const read = (name: string) => textOf(join(dirname(path), name));
    const reading = httpContracts.read(path.slice(dirname(path).length + 1), { read, list: () => [] });
    if (reading.kind === "problems") throw new Error(JSON.stringify(reading.problems));
    return reading.contract as Api;
  });
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function viewsOf(flow: Flow): readonly [View, View] {
  return [sentView("closed", flow), acceptedView(flow === "request" ? "strict" : "tolerant", flow)];
}

function addExchanges(pairs: Pairs, client: Api, server: Api): void {
  const requests = new SchemaComparison(client.schemas, server.schemas, "assert");
  const replies = new SchemaComparison(server.schemas, client.schemas, "assert");
  type Side = { readonly schema: Location | undefined } | undefined;
  const { exchanges } = meetingOf(client, server, httpContracts.defaults);
  for (const each of exchanges) {
    const add = (flow: Flow, sent: Side, accepted: Side) => {
      const comparison = flow === "request" ? requests : replies;
      if (sent?.schema && accepted?.schema)
        pairs.add(`${flow} ${each.operation}`, comparison, sent.schema, accepted.schema, viewsOf(flow));
    };
    for (const { client: sent, taken } of each.parameters) add("request", sent, { schema: taken });
    for (const { sent, accepted } of each.requests) add("request", sent, accepted);
    for (const { contents, headers } of each.replies)
      for (const { sent, accepted } of [...contents, ...headers]) add("response", sent, accepted);
  }
}

/** Each body of a version against the same body of the same version. */
function addItself(pairs: Pairs, api: Api): void {
  const comparison = new SchemaComparison(api.schemas, api.schemas, "assert");
  for (const { name, body, responses } of api.operations.values()) {
    const add = (flow: Flow, schema: Location | undefined) =>
      schema && pairs.add(`${flow} ${name}`, comparison, schema, schema, viewsOf(flow));
    for (const { schema } of body?.content ?? []) add("request", schema);
    for (const { content } of responses.values()) for (const { schema } of content) add("response", schema);
  }
}

/** Messages of the same file name in several releases. Their type is a constant with the release in it: it is left out. */
export function comparedMessages(root: string, reach: Reach): readonly ComparedPair[] {
  const pairs = new Pairs();
  const folders = readdirSync(root).filter((name) => name.startsWith("v"));
  const releases = folders.sort().map((name) => messagesIn(join(root, name, "schemas")));
  for (const [one, sender] of releases.entries())
    for (const [other, receiver] of releases.entries()) {
      if (reach === "neighbours" && Math.abs(one - other) !== 1) continue;
      const comparison = new SchemaComparison(sender.schemas, receiver.schemas, "assert");
      for (const { at, payload } of sender.messages) {
        const { path } = at.document;
        const taken = receiver.messages.find((each) => each.at.document.path === path)?.payload;
        if (payload && taken)
          pairs.add(path, comparison, payload, taken, [
            sentView("closed", "either"),
            acceptedView("tolerant", "either"),
          ]);
      }
    }
  return [...pairs.found.values()];
}

function messagesIn(folder: string): EventContract {
  const files = readdirSync(folder, { recursive: true }).map(String);
  const schemas = files.filter((file) => file.endsWith(".json")).sort();
  const read = (path: string) =>
    schemas.includes(path) ? withoutType(readFileSync(join(folder, path), "utf8")) : undefined;
  const reading = eventContracts.read("", { read, list: () => schemas });
  if (reading.kind === "problems") throw new Error(JSON.stringify(reading.problems));
  return reading.contract as EventContract;
}

function withoutType(text: string): string {
  const schema = JSON.parse(text) as {
    properties?: { context?: { properties?: { type?: { enum?: unknown } } } };
  };
  delete schema.properties?.context?.properties?.type?.enum;
  return JSON.stringify(schema);
}

/** Hand-written pairs, in both directions. */
export function comparedByHand(root: string): readonly ComparedPair[] {
  const pairs = new Pairs();
  const views = [sentView("open", "either"), acceptedView("strict", "either")] as const;
  // Optional ones are about what validators may get wrong: 1e308 as a multiple of 0.5.
  const files = readdirSync(root, { recursive: true }).map(String);
  for (const file of files.filter((name) => /^(?!.*optional).*\.json$/.test(name)).sort())
    for (const { id, schema1, schema2 } of JSON.parse(readFileSync(join(root, file), "utf8")) as HandPair[]) {
      const texts = [JSON.stringify(schema1), JSON.stringify(schema2)] as const;
      addSchemas(pairs, `${file} ${id} 1<2`, texts, "draft-06", views);
      addSchemas(pairs, `${file} ${id} 2<1`, [texts[1], texts[0]], "draft-06", views);
    }
  return [...pairs.found.values()];
}

interface HandPair {
  readonly id: number;
  readonly schema1: unknown;
  readonly schema2: unknown;
}

function addSchemas(
  pairs: Pairs,
  name: string,
  texts: readonly [string, string],
  dialect: SchemaDialect,
  views: readonly [View, View],
): void {
  const [sent, accepted] = texts.map((text) => opened(text, dialect));
  if (!sent || !accepted) return;
  const comparison = new SchemaComparison(sent.source, accepted.source, "ignore");
  pairs.add(name, comparison, sent.root, accepted.root, views);
}

function opened(text: string, dialect: SchemaDialect): { source: SchemaSource; root: Location } | undefined {
  const library = new Library({ read: () => text, list: () => [] });
  const parsed = library.load("schema.json");
  if (parsed?.kind !== "document" || closureOf(library, [parsed.document]).problems.length > 0)
    return undefined;
  return { source: new SchemaSource(library, dialect), root: rootOf(parsed.document) };
}
