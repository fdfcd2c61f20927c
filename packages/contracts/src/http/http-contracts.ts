import type { Observation, Place } from "@crossfade/core";
import type { CompareSettings, Contract, ContractKind, Sample } from "../contract.ts";
import { below } from "../document/library.ts";
import { placeOf, withOther } from "../observe.ts";
import { SchemaComparison } from "../schema/comparison.ts";
import { sentView } from "../schema/view.ts";
import type { Api, Operation } from "./api.ts";
import { type Exchange, meetingOf } from "./exchange.ts";
import { asHttpMemory, HttpMemory } from "./http-memory.ts";
import { examplePath } from "./path-template.ts";
import { readHttp } from "./read-api.ts";
import { exchangeRules, meetingRules } from "./rules.ts";
import { narrowHttp } from "./uses/narrow-http.ts";

/** OpenAPI 3.0 and 3.1: the client's document (what it was built against) and the server's own. */
export const httpContracts: ContractKind = {
  name: "http",
  rules: [...meetingRules, ...exchangeRules],
  defaults: { world: "closed", receiver: "strict", replyReceiver: "tolerant", appliesDefaults: false },
  heeds: ["world", "receiver", "replyReceiver", "appliesDefaults"],
  notExpressed: ["side effects", "idempotency", "the order of calls", "the meaning of fields"],
  read: readHttp,
  compare: (sender, receiver, settings, _, memory) =>
    compareHttp(asApi(sender), asApi(receiver), settings, memory && asHttpMemory(memory)),
  memory: () => new HttpMemory(),
  narrow: (contract, uses, documents) => narrowHttp(asApi(contract), uses, documents),
  summary: (contract) => {
    const { operations, narrowing } = asApi(contract);
    const { size } = operations;
    const whole = narrowing?.whole ?? size;
    const text = whole === 1 ? "1 operation" : `${whole} operations`;
    return { operations: size, text: narrowing ? `${size} of ${text}` : text };
  },
  sample: (contract) => sampleCall(asApi(contract)),
};

function compareHttp(
  client: Api,
  server: Api,
  settings: CompareSettings,
  memory?: HttpMemory,
): readonly Observation[] {
  const meeting = meetingOf(client, server, settings, memory);
  const roots = { sender: placeOf("sender", client.root), receiver: placeOf("receiver", server.root) };
  const found = meetingRules.flatMap((rule) =>
    rule.check(meeting).map((each) => withOther(each, (side) => roots[side])),
  );
  for (const exchange of meeting.exchanges)
    found.push(...(memory ? memory.observed(exchange, observed) : observed(exchange)));
  for (const exchange of meeting.backExchanges) found.push(...observed(exchange).map(turned));
  const original = client.narrowing?.original;
  return original ? found.map((each) => withPlaces(each, original)) : found;
}

function observed(exchange: Exchange): readonly Observation[] {
  return exchangeRules.flatMap((rule) => rule.check(exchange).map((each) => ofCall(each, exchange)));
}

/** A narrowed schema is nobody's text: the contract's own is shown. */
function withPlaces(observation: Observation, original: (place: Place) => Place): Observation {
  const { place, other } = observation;
  return { ...observation, place: original(place), ...(other ? { other: original(other) } : {}) };
}

/** What was observed of a call that the server makes: its sender is the receiver of the link. */
function turned(observation: Observation): Observation {
  const { direction, place, other } = observation;
  return {
    ...observation,
    direction: direction === "response" ? "callback-response" : "callback",
    place: fromOtherSide(place),
    ...(other ? { other: fromOtherSide(other) } : {}),
  };
}

function fromOtherSide(place: Place): Place {
  return { ...place, side: place.side === "sender" ? "receiver" : "sender" };
}

/** Says also where the other side speaks of the same call, and with which call it happens, where the rule does not. */
function ofCall(observation: Observation, { client, server, serverApi }: Exchange): Observation {
  const ends = {
    sender: placeOf("sender", client.at),
    receiver: placeOf("receiver", server?.at ?? below(serverApi.root, "paths")),
  };
  const whole = withOther(observation, (side) => ends[side]);
  if (whole.outcome === "unknown" || whole.claim || whole.example) return whole;
  return { ...whole, example: { value: requestLine(client), at: "" } };
}

function requestLine({ method, servers, path }: Operation): string {
  return `${method} ${servers.basePaths[0] ?? ""}${examplePath(path)}`;
}

/** One call that the client may make; a plain GET where there is one. */
function sampleCall(api: Api): Sample | undefined {
  const operations = [...api.operations.values()];
  const operation = operations.find(({ method }) => method === "GET") ?? operations[0];
  if (!operation) return undefined;
  const schema = operation.body?.content[0]?.schema;
  const body =
    schema &&
    new SchemaComparison(api.schemas, api.schemas, "assert").sample(schema, sentView("closed", "request"));
  const line = requestLine(operation);
  const { document, pointer } = operation.at;
  return {
    operation: operation.name,
    document: document.path,
    pointer,
    value: body ? { request: line, body: body.value } : { request: line },
  };
}

function asApi(contract: Contract): Api {
  if (contract.kind !== "http") throw new TypeError("not an http contract");
  return contract as Api;
}
