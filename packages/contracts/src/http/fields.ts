import { isObject, own } from "../document/json.ts";
import { below, type Location, placeKey } from "../document/library.ts";
import { pointerTo } from "../document/pointer.ts";
import { sameText } from "../document/same-text.ts";
import type { SchemaSource } from "../schema/schema-source.ts";
import type { Flow } from "../schema/view.ts";
import type { Exchange } from "./exchange.ts";

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

/** What rules that tell a thing once look at: the fields of all bodies of one flow, shared schemas entered once. */
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

function* fieldsOfAll(exchanges: readonly Exchange[], flow: "request" | "response"): Generator<SharedField> {
  const entered = { certain: new Set<string>(), doubtful: new Set<string>() };
  for (const exchange of exchanges) {
    const { clientApi, serverApi, requests, replies } = exchange;
    const [from, to] = flow === "request" ? [clientApi, serverApi] : [serverApi, clientApi];
    const pairs =
      flow === "request"
        ? requests.map((pair) => ({ ...pair, certain: true }))
        : replies.flatMap(({ contents, certain }) => contents.map((pair) => ({ ...pair, certain })));
    for (const { sent, accepted, certain } of pairs) {
      if (!sent.schema || !accepted?.schema) continue;
      const ends = { sent: sent.schema, accepted: accepted.schema };
      const ways = { exchange, certain };
      const seen = certain ? entered.certain : entered.doubtful;
      if (sameText(from.library, to.library).same(ends.sent, ends.accepted)) continue;
      if (!seen.has(`${placeKey(ends.sent)} ${placeKey(ends.accepted)}`))
        yield { ...ways, ...ends, pointer: "", name: "", sentIn: ends.sent, acceptedIn: ends.accepted };
      const sides = [
        { source: from.schemas, at: ends.sent },
        { source: to.schemas, at: ends.accepted },
      ] as const;
      for (const field of pairedFields(...sides, exchange.flow(flow), seen)) yield { ...ways, ...field };
    }
  }
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
  const queue = [{ sentIn: sender.at, acceptedIn: receiver.at, pointer: "" }];
  for (let index = 0; index < queue.length && seen.size < levelLimit; index++) {
    const next = queue[index];
    if (!next) continue;
    const key = `${placeKey(next.sentIn)} ${placeKey(next.acceptedIn)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const given = membersOf(sender.source, next.sentIn, flow);
    const taken = membersOf(receiver.source, next.acceptedIn, flow);
    if (given.size === 0 || taken.size === 0) continue;
    for (const name of new Set([...given.keys(), ...taken.keys()])) {
      const pointer = pointerTo(next.pointer, name);
      const [sent, accepted] = [given.get(name), taken.get(name)];
      if (sent && accepted && text.same(sent, accepted)) continue;
      if (sent && accepted) queue.push({ sentIn: sent, acceptedIn: accepted, pointer });
      if (name !== "-") yield { ...next, pointer, name, sent, accepted };
    }
  }
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
  return partsOf(source, at)
    .map(({ value }) => own(value, keyword))
    .find((value) => value !== undefined);
}

const partsKnown = new WeakMap<SchemaSource, Map<string, readonly Location[]>>();

/** Several rules ask for the same. */
function partsOf(source: SchemaSource, at: Location): readonly Location[] {
  const memory = partsKnown.get(source) ?? new Map<string, readonly Location[]>();
  partsKnown.set(source, memory);
  const key = placeKey(at);
  const parts = memory.get(key) ?? source.partsInPlace(at);
  memory.set(key, parts);
  return parts;
}

const others = ["additionalProperties", "patternProperties", "unevaluatedProperties"];

function othersOf(source: SchemaSource, at: Location): unknown[] {
  return partsOf(source, at)
    .flatMap(({ value }) => others.map((keyword) => own(value, keyword)))
    .filter((value) => value !== undefined);
}

function membersOf(source: SchemaSource, at: Location, flow: Flow): Map<string, Location> {
  const hidden = source.hiddenNames(at, flow);
  const members = new Map<string, Location>();
  for (const part of partsOf(source, at)) {
    const properties = own(part.value, "properties");
    for (const name of isObject(properties) ? Object.keys(properties) : [])
      if (!hidden.has(name)) members.set(name, below(part, "properties", name));
    if (isObject(own(part.value, "items"))) members.set("-", below(part, "items"));
  }
  return members;
}
