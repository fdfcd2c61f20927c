import type { ContractProblem } from "../../contract.ts";
import { problemAt } from "../../document/closure.ts";
import { own } from "../../document/json.ts";
import { below, type Location, rootOf } from "../../document/library.ts";
import type { ParsedDocument } from "../../document/parse.ts";
import type { SchemaDialect } from "../../schema/dialect.ts";
import type { Message } from "../message.ts";
import { kafka, type MessagePlace, MessageReading, type ReadingOf } from "./message-parts.ts";
import { type Parts, samePlace } from "./parts.ts";

export function isAsyncApi({ root }: ParsedDocument): boolean {
  return own(root, "asyncapi") !== undefined;
}

export function versionComplaint(document: ParsedDocument): ContractProblem | undefined {
  const version = own(document.root, "asyncapi");
  if (typeof version === "string" && /^[23]\.\d/.test(version)) return undefined;
  return problemAt(
    document,
    "/asyncapi",
    `this is not an AsyncAPI 2 or 3 document: it says asyncapi: ${JSON.stringify(version)}`,
  );
}

export interface AsyncMessages {
  readonly messages: readonly Message[];
  /** What the document names as the language of its schemas, each once. */
  readonly dialects: readonly SchemaDialect[];
}

/** The messages of one AsyncAPI document, by channel and direction; of a document without channels its components. */
export function readAsyncApi(
  document: ParsedDocument,
  parts: Parts,
  identityOf: ReadingOf["identityOf"],
): AsyncMessages {
  const root = rootOf(document);
  const third = String(own(document.root, "asyncapi")).startsWith("3");
  const travelling = third ? placesOfThree(parts, root) : placesOfTwo(parts, root);
  const places =
    travelling.length > 0
      ? travelling
      : messagesBelow(parts, below(root, "components")).map(([, at]) => ({ at }));
  const of = {
    parts,
    identityOf,
    defaultContentType: own(document.root, "defaultContentType"),
    traitsWin: !third,
  };
  const read = places.map((place) => new MessageReading(of, place));
  const messages = read.map((each) => each.message());
  return { messages, dialects: [...new Set(read.flatMap((each) => each.dialects))] };
}

/** `publish` is what others send to the application, `subscribe` what it sends. */
const directions = [
  ["publish", "receive"],
  ["subscribe", "send"],
] as const;

function placesOfTwo(parts: Parts, root: Location): readonly MessagePlace[] {
  return parts.members(root, "channels").flatMap(([address, channelObject]) =>
    directions.flatMap(([word, direction]) => {
      if (own(channelObject.value, word) === undefined) return [];
      const operation = parts.object(below(channelObject, word));
      const channel = topicOf(parts, channelObject) ?? address;
      return (operation ? messagesOfTwo(parts, operation) : []).map((at) => ({
        at,
        channel,
        channelObject,
        direction,
      }));
    }),
  );
}

/** An operation that names no message may carry any. */
function messagesOfTwo(parts: Parts, operation: Location): readonly Location[] {
  if (own(operation.value, "message") === undefined) return [operation];
  const message = parts.object(below(operation, "message"));
  if (!message) return [];
  return own(message.value, "oneOf") === undefined ? [message] : parts.items(message, "oneOf");
}

function placesOfThree(parts: Parts, root: Location): readonly MessagePlace[] {
  const used = new Set<Location["value"]>();
  const operated = parts.members(root, "operations").flatMap(([, operation]): readonly MessagePlace[] => {
    const action = own(operation.value, "action");
    if (action !== "send" && action !== "receive") {
      parts.problems.push(
        problemAt(operation.document, operation.pointer, "its action must be send or receive"),
      );
      return [];
    }
    const reply = own(operation.value, "reply") === undefined ? undefined : below(operation, "reply");
    const there = placesOn(parts, operation, used).map((place) => ({
      ...place,
      ...(reply ? { reply } : {}),
    }));
    const answer = reply && parts.object(reply);
    const back = answer ? placesOn(parts, answer, used) : [];
    const opposite = action === "send" ? "receive" : "send";
    return [
      ...there.map((place) => ({ ...place, direction: action as "send" | "receive" })),
      ...back.map((place) => ({ ...place, direction: opposite as "send" | "receive" })),
    ];
  });
  const idle = parts
    .members(root, "channels")
    .filter(([, channel]) => !used.has(channel.value))
    .flatMap(([, channel]) => placesIn(parts, channel, messagesBelow(parts, channel)));
  return [...operated, ...idle];
}

/** What travels over the channel of an operation or of its reply: the messages it names, or all of the channel. */
function placesOn(parts: Parts, holder: Location, used: Set<unknown>): readonly MessagePlace[] {
  const channel =
    own(holder.value, "channel") === undefined ? undefined : parts.object(below(holder, "channel"));
  if (channel) used.add(channel.value);
  const all = channel ? messagesBelow(parts, channel) : [];
  if (own(holder.value, "messages") === undefined) return placesIn(parts, channel, all);
  const named = parts.items(holder, "messages").map((at) => {
    const id = all.find(([, other]) => samePlace(at, other))?.[0];
    return [id, at] as const;
  });
  return placesIn(parts, channel, named);
}

function placesIn(
  parts: Parts,
  channel: Location | undefined,
  messages: readonly (readonly [string | undefined, Location])[],
): readonly MessagePlace[] {
  const address = channel && (topicOf(parts, channel) ?? own(channel.value, "address"));
  return messages.map(([id, at]) => ({
    at,
    ...(id === undefined ? {} : { id }),
    ...(typeof address === "string" ? { channel: address } : {}),
    ...(channel ? { channelObject: channel } : {}),
  }));
}

function messagesBelow(parts: Parts, holder: Location): readonly (readonly [string, Location])[] {
  return parts.members(holder, "messages");
}

/** A Kafka topic that is not called like its channel. */
function topicOf(parts: Parts, channel: Location): string | undefined {
  const topic = kafka(parts, channel, "topic")?.value;
  return typeof topic === "string" ? topic : undefined;
}
