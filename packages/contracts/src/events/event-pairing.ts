import { own } from "../document/json.ts";
import { below, type Location } from "../document/library.ts";
import { stepsOf } from "../document/pointer.ts";
import type { SchemaSource } from "../schema/schema-source.ts";
import type { EventContract, Message } from "./message.ts";
import { asList, type Constants, constantsOfMessage, type Relation, relationOf } from "./type-constant.ts";

/** Which of the consumer's messages are meant for one that may be sent. */
export interface Counterparts {
  /** The message must fit each of them. */
  readonly all: readonly Message[];
  /** Instead: the message must fit one of them, whichever its own values choose. */
  readonly anyOf?: readonly Message[];
  /** The messages say themselves that they are the same. */
  readonly byType?: true;
  /** Set where it cannot be told for sure. */
  readonly doubt?: string;
}

/** One that a consumer expects, seen from a message that is sent. */
interface Candidate {
  readonly message: Message;
  readonly named: boolean;
  /** Named alike but for a version at the end: `order.v1`, `order.v2`. */
  readonly alike: boolean;
  readonly type: Relation | undefined;
  readonly version: Relation | undefined;
}

/**
 * Who says the same type, and the same version of it, is meant, whatever names the documents give. Where nobody does, the
 * name decides.
 */
export function counterpartsOf(
  sent: Message,
  sender: EventContract,
  offered: readonly Message[],
  receiver: EventContract,
  alone: boolean,
): Counterparts {
  const own = constantsOfMessage(sender.schemas, sent);
  const seen = candidatesOf(sent, own, offered, receiver.schemas, alone);
  const chosen = chosenOf(seen);
  if (chosen) return chosen;
  const branches = offered.flatMap((each) => alternativesOf(receiver.schemas, each));
  const inside = candidatesOf(sent, own, branches, receiver.schemas, false).map(unnamed);
  const within = chosenOf(inside);
  if (within) return within;
  const split = seen.filter(({ message }) => alternativesOf(receiver.schemas, message).length === 0);
  // What says of each alternative which type it is needs no guess.
  if (alternativesOf(sender.schemas, sent).length > 0) return { all: [] };
  return unnamedOf(sent, [...split, ...inside]);
}

/** Of messages without names it can only be said that one of those on the channel must take what is sent. */
function unnamedOf(sent: Message, seen: readonly Candidate[]): Counterparts {
  const silent = seen.filter(({ type }) => type === undefined).map(({ message }) => message);
  const foreign = silent.find((each) => each.foreign.length > 0);
  if (foreign) return { all: [], doubt: `${foreign.type} of the consumer is not compared, and may be meant` };
  const meant = silent.filter(({ names }) => sent.names.length === 0 || names.length === 0);
  if (meant.length === 0) return { all: [] };
  if (sent.channel === undefined || meant.some(({ channel }) => channel === undefined))
    return {
      all: [],
      doubt: "one side has several, the other one without a name, and nothing says which is meant",
    };
  return meant.length > 1 ? { all: [], anyOf: meant } : { all: meant };
}

function candidatesOf(
  sent: Message,
  ours: Constants,
  offered: readonly Message[],
  schemas: SchemaSource,
  alone: boolean,
): readonly Candidate[] {
  const stems = new Set(sent.names.map(stem));
  return offered.map((message) => {
    const theirs = constantsOfMessage(schemas, message);
    return {
      message,
      named: alone || message.names.some((name) => sent.names.includes(name)),
      alike: alone || message.names.some((name) => stems.has(stem(name))),
      type: asBase(message, relationOf(ours.types, theirs.types)),
      version: relationOf(ours.versions, theirs.versions),
    };
  });
}

function chosenOf(seen: readonly Candidate[]): Counterparts | undefined {
  const named = seen.filter((each) => each.named);
  const fitting = seen.filter((each) => (each.type === undefined ? each.alike : fits(each.type)));
  const exact = fitting.filter(({ type, version }) => fits(type ?? version) && fits(version ?? "same"));
  const own = exact.filter((each) => each.named);
  if (own.length > 0) return { all: messagesOf(own), ...(own.every(isTyped) ? { byType: true } : {}) };
  if (exact.length > 0) {
    const same = exact.filter(({ type }) => type !== "within");
    const silent = named.filter(({ type, version }) => type === undefined && version === undefined);
    return { all: messagesOf([...silent, ...(same.length > 0 ? same : exact)]), byType: true };
  }
  const partly = seen.filter(
    ({ type, version }) => type !== undefined && type !== "apart" && version !== "apart",
  );
  if (partly.length > 1) return { all: [], anyOf: messagesOf(partly) };
  if (named.length > 0) return { all: messagesOf(named) };
  const rest =
    partly.length > 0 ? partly : fitting.filter(({ type, version }) => (type ?? version) !== undefined);
  if (rest.length === 0) return undefined;
  return rest.length === 1 ? { all: messagesOf(rest) } : { all: [], anyOf: messagesOf(rest) };
}

/** A base lists all types that are built upon it, also those that nobody takes. */
function asBase({ base }: Message, type: Relation | undefined): Relation | undefined {
  return base && type === "within" ? "apart" : type;
}

function isTyped({ type }: Candidate): boolean {
  return type !== undefined;
}

function fits(relation: Relation | undefined): boolean {
  return relation === "same" || relation === "within";
}

function messagesOf(candidates: readonly Candidate[]): readonly Message[] {
  return candidates.map(({ message }) => message);
}

function unnamed(candidate: Candidate): Candidate {
  return { ...candidate, named: false, alike: false };
}

/** `order.v2`, `order-2` and `order` have the stem `order`. */
function stem(name: string): string {
  return name.replace(/[-._/]?v?\d+([._]\d+)*$/i, "").toLowerCase();
}

/** A schema that is nothing but alternatives describes several messages: each of them, where each says what it is. */
export function alternativesOf(schemas: SchemaSource, message: Message): readonly Message[] {
  const root = message.payload && schemas.target(message.payload);
  const keyword = ["oneOf", "anyOf"].find((each) => asList(own(root?.value, each)).length > 0);
  if (!root || keyword === undefined || saysMore(root, keyword)) return [];
  const branches = asList(own(root.value, keyword)).map((_, index) => below(root, keyword, index));
  const split = branches.map((payload, index) => ({
    ...message,
    type: `${message.type}, alternative ${index + 1}`,
    names: [],
    payload,
  }));
  const told = split.every((each) => {
    const { types, versions } = constantsOfMessage(schemas, each);
    return types.size + versions.size > 0;
  });
  return told ? split : [];
}

function saysMore({ value, pointer }: Location, keyword: string): boolean {
  const remarks = [
    "$schema",
    "$id",
    "id",
    "title",
    "description",
    "$comment",
    "$defs",
    "definitions",
    "discriminator",
  ];
  const keys = Object.keys(value as object).filter((key) => key !== keyword && !key.startsWith("x-"));
  return stepsOf(pointer) === undefined || keys.some((key) => !remarks.includes(key));
}

/** The only message of a channel on both sides, under two names: nothing on the wire tells whether it is the same. */
export function withNames(sent: Message, found: Counterparts): Counterparts {
  const [only, ...more] = found.all;
  const told =
    !only || more.length > 0 || found.byType || only.names.some((name) => sent.names.includes(name));
  if (told || sent.names.length === 0 || only.names.length === 0 || only.channel === undefined) return found;
  return { ...found, doubt: `the producer calls it ${sent.names[0]}, the consumer ${only.names[0]}` };
}
