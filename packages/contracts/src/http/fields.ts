import { isObject, own } from "../document/json.ts";
import { below, type Location, placeKey } from "../document/library.ts";
import { pointerTo } from "../document/pointer.ts";
import { Recent } from "../document/recent.ts";
import { sameText } from "../document/same-text.ts";
import type { SchemaSource } from "../schema/schema-source.ts";
import type { Flow } from "../schema/view.ts";
import type { Exchange } from "./exchange.ts";

/** Pairs of schemas within one body. */
const levelLimit = 20_000;

/** A field of a value as the two sides describe it, one of them perhaps not at all. */
export interface FieldPair {
  /** Into the value; a list's items are written as "-". */
  readonly pointer: string;
  readonly name: string;
  readonly sent: Location | undefined;
  readonly accepted: Location | undefined;
  readonly sentIn: Location;
  readonly acceptedIn: Location;
}

export interface FieldSide {
  readonly source: SchemaSource;
  readonly at: Location;
}

/** A field, or a body as a whole (pointer "") as the first operation has it where it is met. */
export interface SharedField extends FieldPair {
  readonly exchange: Exchange;
  /** No: the server's `default` may be sent as this success, but its document lists other successes. */
  readonly certain: boolean;
}

/**
 * What rules that tell a thing once look at: the fields of all bodies of one flow, shared schemas entered once. Only those
 * that one side does not send although the other has them, and those of which the sides differ in a word of `telling`.
 */
export function sharedFields(
  exchanges: readonly Exchange[],
  flow: "request" | "response",
): readonly SharedField[] {
  const known = memory.get(exchanges) ?? {};
  memory.set(exchanges, known);
  known[flow] ??= [...fieldsOfAll(exchanges, flow)];
  return known[flow];
}

const memory = new WeakMap<readonly Exchange[], { request?: SharedField[]; response?: SharedField[] }>();

/** Pairs of places that were entered, by whether the answer is certain. */
interface Entered {
  readonly certain: Set<string>;
  readonly doubtful: Set<string>;
}

function* fieldsOfAll(exchanges: readonly Exchange[], flow: "request" | "response"): Generator<SharedField> {
  const entered = { certain: new Set<string>(), doubtful: new Set<string>() };
  for (const exchange of exchanges) {
    if (exchange.isShared) yield* fieldsAlone(exchange, flow);
    else yield* fieldsOf(exchange, flow, entered);
  }
}

const alone = new WeakMap<Exchange, { request?: SharedField[]; response?: SharedField[] }>();

/** What was entered elsewhere is entered again: told by rules at its first place it is, all the same, told there only. */
function fieldsAlone(exchange: Exchange, flow: "request" | "response"): readonly SharedField[] {
  const known = alone.get(exchange) ?? {};
  alone.set(exchange, known);
  known[flow] ??= [...fieldsOf(exchange, flow, { certain: new Set(), doubtful: new Set() })];
  return known[flow];
}

function* fieldsOf(
  exchange: Exchange,
  flow: "request" | "response",
  entered: Entered,
): Generator<SharedField> {
  const { clientApi, serverApi, requests, replies } = exchange;
  const [from, to] = flow === "request" ? [clientApi, serverApi] : [serverApi, clientApi];
  const pairs =
    flow === "request"
      ? requests.map(({ sent, accepted }) => ({ sent, accepted, certain: true }))
      : replies.flatMap(({ contents, certain }) =>
          contents.map(({ sent, accepted }) => ({ sent, accepted, certain })),
        );
  for (const { sent, accepted, certain } of pairs) {
    if (!sent.schema || !accepted?.schema) continue;
    const ends = { sent: sent.schema, accepted: accepted.schema };
    const seen = certain ? entered.certain : entered.doubtful;
    if (sameText(from.library, to.library).same(ends.sent, ends.accepted)) continue;
    const sides = [
      { source: from.schemas, at: ends.sent },
      { source: to.schemas, at: ends.accepted },
    ] as const;
    const whole = { ...ends, pointer: "", name: "", sentIn: ends.sent, acceptedIn: ends.accepted };
    const isNew = !seen.has(`${placeKey(ends.sent)} ${placeKey(ends.accepted)}`);
    if (isNew && isTelling(...sides, whole)) yield { exchange, certain, ...whole };
    for (const field of pairedFields(...sides, exchange.flow(flow), seen))
      if (isTelling(...sides, field)) yield { exchange, certain, ...field };
  }
}

const telling = ["deprecated", "x-sunset", "contentEncoding", "format"];

function isTelling(
  { source }: FieldSide,
  { source: other }: FieldSide,
  { sent, accepted }: FieldPair,
): boolean {
  if (!sent || !accepted) return accepted !== undefined;
  const [ours, theirs] = [partsOf(source, sent), partsOf(other, accepted)];
  return telling.some((keyword) => saidIn(ours, keyword) !== saidIn(theirs, keyword));
}

/**
 * The fields of a value, level by level, where both sides describe any; but not those of which both say the same in the
 * same words. What is in `seen` is not entered again.
 */
export function* pairedFields(
  sender: FieldSide,
  receiver: FieldSide,
  flow: Flow,
  seen = new Set<string>(),
): Generator<FieldPair> {
  const text = sameText(sender.source.library, receiver.source.library);
  if (text.same(sender.at, receiver.at)) return;
  const levels = recent.of(sender.source, receiver.source);
  const queue = [{ sentIn: sender.at, acceptedIn: receiver.at, pointer: "" }];
  for (let index = 0, entered = 0; index < queue.length && entered < levelLimit; index++) {
    const next = queue[index];
    if (!next) continue;
    const key = `${placeKey(next.sentIn)} ${placeKey(next.acceptedIn)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    entered++;
    const level = levels.get(`${flow} ${key}`) ?? [...levelOf(sender, receiver, flow, next)];
    levels.set(`${flow} ${key}`, level);
    for (const { name, sent, accepted } of level) {
      const pointer = pointerTo(next.pointer, name);
      if (sent && accepted) queue.push({ sentIn: sent, acceptedIn: accepted, pointer });
      if (name !== "-") yield { ...next, pointer, name, sent, accepted };
    }
  }
}

type Level = readonly Pick<FieldPair, "name" | "sent" | "accepted">[];

/** By flow and places: bodies share most of what they hold. */
const recent = new Recent<SchemaSource, Map<string, Level>>(4, () => new Map());

/** The fields of one object or list that the sides do not describe in the same words. */
function* levelOf(
  sender: FieldSide,
  receiver: FieldSide,
  flow: Flow,
  { sentIn, acceptedIn }: Pick<FieldPair, "sentIn" | "acceptedIn">,
): Generator<Level[number]> {
  const text = sameText(sender.source.library, receiver.source.library);
  const given = membersOf(sender.source, sentIn, flow);
  const taken = membersOf(receiver.source, acceptedIn, flow);
  if (given.size === 0 || taken.size === 0) return;
  for (const [name, sent] of given) {
    const accepted = taken.get(name);
    if (!accepted) yield { name, sent: placeOf(sent, name), accepted: undefined };
    else if (!text.sameValues(sent.value, accepted.value, sent.part, accepted.part))
      yield { name, sent: placeOf(sent, name), accepted: placeOf(accepted, name) };
  }
  for (const [name, accepted] of taken)
    if (!given.has(name)) yield { name, sent: undefined, accepted: placeOf(accepted, name) };
}

/** Does an object say itself what else it may hold, beside the fields that it describes? `false` says so too. */
export function speaksOfOthers({ source, at }: FieldSide): boolean {
  return othersOf(source, at).length > 0;
}
/** May it hold fields that it does not describe, by its own word? */
export function admitsOthers({ source, at }: FieldSide): boolean {
  return othersOf(source, at).some((value) => value !== false);
}

export function isRequired({ source, at }: FieldSide, name: string): boolean {
  return partsOf(source, at).some(({ value }) => {
    const required = own(value, "required");
    return Array.isArray(required) && required.includes(name);
  });
}

/** The first that says so of the schemas that describe one value, through references. */
export function saidOf({ source, at }: FieldSide, keyword: string): unknown {
  return saidIn(partsOf(source, at), keyword);
}

function saidIn(parts: readonly Location[], keyword: string): unknown {
  for (const { value } of parts) {
    const said = own(value, keyword);
    if (said !== undefined) return said;
  }
  return undefined;
}

const partsKnown = new WeakMap<SchemaSource, Map<unknown, PartsAt>>();

interface PartsAt {
  readonly at: Location;
  readonly parts: readonly Location[];
}

/** Several rules ask for the same. By what stands there: in YAML that may be at several places. */
function partsOf(source: SchemaSource, at: Location): readonly Location[] {
  const memory = partsKnown.get(source) ?? new Map<unknown, PartsAt>();
  partsKnown.set(source, memory);
  const known = memory.get(at.value);
  if (known?.at.pointer === at.pointer && known.at.document === at.document) return known.parts;
  const parts = source.partsInPlace(at);
  memory.set(at.value, { at, parts });
  return parts;
}

const others = ["additionalProperties", "patternProperties", "unevaluatedProperties"];

function othersOf(source: SchemaSource, at: Location): unknown[] {
  return partsOf(source, at)
    .flatMap(({ value }) => others.map((keyword) => own(value, keyword)))
    .filter((value) => value !== undefined);
}

/** What one of the schemas that describe a value says of a field. Most are never asked for their place. */
interface Member {
  readonly part: Location;
  readonly value: unknown;
}

function placeOf({ part }: Member, name: string): Location {
  return name === "-" && isObject(own(part.value, "items"))
    ? below(part, "items")
    : below(part, "properties", name);
}

function membersOf(source: SchemaSource, at: Location, flow: Flow): Map<string, Member> {
  const hidden = source.hiddenNames(at, flow);
  const members = new Map<string, Member>();
  for (const part of partsOf(source, at)) {
    const properties = own(part.value, "properties");
    for (const name of isObject(properties) ? Object.keys(properties) : [])
      if (!hidden.has(name)) members.set(name, { part, value: own(properties, name) });
    const items = own(part.value, "items");
    if (isObject(items)) members.set("-", { part, value: items });
  }
  return members;
}
