import type { Observation, Place } from "@crossfade/core";
import { isObject, own } from "../../document/json.ts";
import { below, type Location } from "../../document/library.ts";
import { placeOf } from "../../observe.ts";
import type { Content } from "../api.ts";
import { differingDiscriminator, tellsApart } from "../discriminators.ts";
import type { Exchange } from "../exchange.ts";
import { bareType } from "../media-type.ts";
import { takesHeader } from "../overruled-header.ts";
import type { ExchangeRule } from "../rule.ts";
import { isSamePart } from "../same-part.ts";

const id = "http/not-analysed";

export const rule: ExchangeRule = {
  id,
  mirror: id,
  title: "A part of the operation is not analysed",
  explanation:
    "Callbacks of callbacks, the `encoding` of form fields, XML bodies, discriminators, headers that OpenAPI describes elsewhere and references out of the repository are not compared. Where both sides say the same they are taken as compatible; where they differ the answer is unknown. Response `links` only describe and are not looked at.",
  check: (exchange) => [
    ...callbacks(exchange),
    ...encodings(exchange),
    ...xmlBodies(exchange),
    ...discriminators(exchange),
    ...silentSchemas(exchange),
    ...silentHeaders(exchange),
    ...silentPath(exchange),
    ...unresolved(exchange),
    ...parametersLeftOut(exchange),
  ],
};

function unclear(
  { operation }: Exchange,
  at: Location,
  why: string,
  decides: string,
  direction: Observation["direction"] = "request",
  side: Place["side"] = direction === "response" ? "receiver" : "sender",
): Observation {
  return {
    ruleId: id,
    outcome: "unknown",
    direction,
    operation,
    place: placeOf(side, at),
    why,
    decides,
    fixes: ["Look at both versions of this part and waive the finding if they fit."],
  };
}

function* callbacks(exchange: Exchange): Generator<Observation> {
  const { client, server, caller } = exchange;
  if (!server || caller === "client" || !isObject(own(client.at.value, "callbacks"))) return;
  if (!alike(exchange, below(client.at, "callbacks"), below(server.at, "callbacks")))
    yield unclear(
      exchange,
      client.at,
      "the callbacks of a callback differ and are not analysed",
      "the same callbacks on both sides",
    );
}

function* encodings(exchange: Exchange): Generator<Observation> {
  for (const { sent, accepted } of exchange.requests) {
    if (!accepted) continue;
    const [a, b] = [own(sent.at.value, "encoding"), own(accepted.at.value, "encoding")];
    if (a === undefined && b === undefined) continue;
    if (!alike(exchange, below(sent.at, "encoding"), below(accepted.at, "encoding")))
      yield unclear(
        exchange,
        sent.at,
        `the encoding of the ${sent.mediaType} body differs and is not analysed`,
        "the same encoding on both sides",
      );
  }
}

/** A JSON Schema says only half of what an XML body looks like; names, attributes and namespaces are in `xml`. */
function* xmlBodies(exchange: Exchange): Generator<Observation> {
  const { requests, replies } = exchange;
  for (const { sent, accepted } of requests)
    if (accepted && isXml(sent.mediaType) && !alike(exchange, described(sent), described(accepted)))
      yield unclear(
        exchange,
        sent.at,
        `the ${sent.mediaType} request body differs and is not analysed`,
        sameXml,
      );
  for (const { sent, accepted } of replies.flatMap((each) => each.contents))
    if (accepted && isXml(sent.mediaType) && !alike(exchange, described(accepted), described(sent)))
      yield unclear(
        exchange,
        sent.at,
        `the ${sent.mediaType} response body differs and is not analysed`,
        sameXml,
        "response",
      );
}

/** An example beside the schema decides nothing. */
function described({ schema, at }: Content): Location {
  return schema ?? at;
}

const sameXml = "the same description of the XML body on both sides";

function isXml(mediaType: string): boolean {
  return /[/+]xml$/.test(bareType(mediaType));
}

function* discriminators(exchange: Exchange): Generator<Observation> {
  const { clientApi, serverApi, requests, replies } = exchange;
  const flows = [
    { direction: "request", pairs: requests, from: clientApi, to: serverApi },
    {
      direction: "response",
      pairs: replies.flatMap((each) => each.contents),
      from: serverApi,
      to: clientApi,
    },
  ] as const;
  for (const { direction, pairs, from, to } of flows) {
    for (const { sent, accepted } of pairs) {
      if (!sent.schema || !accepted?.schema) continue;
      if (!tellsApart(from.schemas, sent.schema) && !tellsApart(to.schemas, accepted.schema)) continue;
      const found = differingDiscriminator(from.schemas, sent.schema, to.schemas, accepted.schema);
      if (!found) continue;
      const where = found.pointer === "" ? "" : ` at ${found.pointer}`;
      yield unclear(
        exchange,
        found.at,
        `the discriminator of the ${direction} body${where} differs and is not analysed`,
        "the same discriminator on both sides",
        direction,
      );
    }
  }
}

/** The client's path has a place for something that its document does not describe: any text may be sent. */
function* silentPath(exchange: Exchange): Generator<Observation> {
  for (const { client, server } of exchange.parameters) {
    if (client || server?.in !== "path" || !server.schema) continue;
    const target = exchange.serverApi.schemas.target(server.schema);
    if (target && admitsAnyText(target.value)) continue;
    yield unclear(
      exchange,
      exchange.client.at,
      `the ${exchange.caller}'s contract does not say what the path parameter ${server.name} looks like`,
      `a schema for the parameter in the ${exchange.caller}'s contract`,
    );
  }
}

function admitsAnyText(schema: unknown): boolean {
  const remarks = ["type", "title", "description", "default", "example", "examples", "deprecated"];
  const plain = Object.keys(isObject(schema) ? schema : {}).every(
    (key) => remarks.includes(key) || key.startsWith("x-"),
  );
  const type = own(schema, "type");
  return (
    plain && (type === undefined || type === "string" || (Array.isArray(type) && type.includes("string")))
  );
}

function* silentHeaders(exchange: Exchange): Generator<Observation> {
  for (const { sent, accepted } of exchange.replies.flatMap((each) => each.headers)) {
    if (sent && !sent.schema && accepted.schema)
      yield unclear(
        exchange,
        sent.at,
        `the ${exchange.answerer}'s contract does not say what the header ${sent.name} looks like`,
        "a schema for the header",
        "response",
      );
  }
}

/** One side says what a body looks like, the other sends anything. */
function* silentSchemas(exchange: Exchange): Generator<Observation> {
  for (const { sent, accepted } of exchange.requests) {
    if (!sent.schema && accepted?.schema)
      yield unclear(
        exchange,
        sent.at,
        `the ${exchange.caller}'s contract does not say what its request body looks like`,
        `a schema for the ${exchange.caller}'s request body`,
      );
  }
  for (const reply of exchange.replies) {
    for (const { sent, accepted } of reply.contents) {
      if (sent.schema || !accepted?.schema) continue;
      yield unclear(
        exchange,
        sent.at,
        `the ${exchange.answerer}'s contract does not say what the body of ${reply.sent.status} looks like`,
        `a schema for the ${exchange.answerer}'s response`,
        "response",
      );
    }
  }
  for (const { client, server } of exchange.parameters) {
    if (client && server?.schema && !client.schema)
      yield unclear(
        exchange,
        client.at,
        `the ${exchange.caller}'s contract does not say what the ${client.in} parameter ${client.name} looks like`,
        "a schema for the parameter",
      );
  }
}

function* unresolved(exchange: Exchange): Generator<Observation> {
  const { client, server } = exchange;
  if (!server) return;
  const told = new Set<string>();
  for (const [side, { unresolved: parts }] of [
    ["sender", client],
    ["receiver", server],
  ] as const) {
    for (const { at, why, decides } of parts) {
      if (!told.has(why)) yield unclear(exchange, at, why, decides, "request", side);
      told.add(why);
    }
  }
}

/** OpenAPI has `accept`, `content-type` and `authorization` described elsewhere; but where they are asked for here, they are. */
function* parametersLeftOut(exchange: Exchange): Generator<Observation> {
  const { client, server, answerer } = exchange;
  for (const [name, at] of server?.leftOut ?? []) {
    const ours = client.leftOut.get(name);
    if (ours && (alike(exchange, ours, at) || takesHeader(exchange, name, ours, at))) continue;
    const isOptional = own(at.value, "required") !== true;
    const isTold = name === "header authorization" && client.security.length > 0;
    if (!ours && (isOptional || isTold)) continue;
    yield unclear(
      exchange,
      at,
      `the ${answerer}'s contract describes the parameter ${name}, which OpenAPI does not foresee, and the two sides differ`,
      "a security scheme or media types that say the same",
      "request",
      "receiver",
    );
  }
}

function alike({ clientApi, serverApi }: Exchange, ours: Location, theirs: Location): boolean {
  return isSamePart(clientApi.schemas, ours, serverApi.schemas, theirs);
}
