import { isObject, own } from "../document/json.ts";
import { below, type Location, placeKey } from "../document/library.ts";
import { pointerTo } from "../document/pointer.ts";
import { Recent } from "../document/recent.ts";
import { type SameText, sameText } from "../document/same-text.ts";
import type { SchemaSource } from "../schema/schema-source.ts";
import { differingSubtype } from "./subtypes.ts";

const levelLimit = 2_000;

export interface DiscriminatorDifference {
  /** Into the value; a list's items are written as "-". */
  readonly pointer: string;
  readonly at: Location;
}

/** The first place where the receiver tells alternatives apart by another field or other names than the sender. */
export function differingDiscriminator(
  from: SchemaSource,
  sent: Location,
  to: SchemaSource,
  accepted: Location,
): DiscriminatorDifference | undefined {
  const clean = recent.of(from, to);
  const text = sameText(from.library, to.library);
  const seen = new Set<string>();
  const queue = [{ sent: [sent], accepted: [accepted], pointer: "" }];
  for (let at = 0; at < queue.length; at++) {
    const next = queue[at];
    const key = next && `${namesOf(next.sent)}|${namesOf(next.accepted)}`;
    if (!key || seen.has(key) || clean.has(key)) continue;
    seen.add(key);
    if (isSame(text, next.sent, next.accepted)) continue;
    const ours = partsOf(from, next.sent);
    const theirs = partsOf(to, next.accepted);
    const differing =
      unmatched(from, ours, to, theirs) ?? differingSubtype(from, next.sent, to, next.accepted);
    if (differing || seen.size > levelLimit) return { pointer: next.pointer, at: differing ?? sent };
    const taken = membersOf(theirs);
    for (const [step, members] of membersOf(ours)) {
      const others = taken.get(step);
      if (others) queue.push({ sent: members, accepted: others, pointer: pointerTo(next.pointer, step) });
    }
  }
  for (const key of seen) clean.add(key);
  return undefined;
}

function isSame(text: SameText, ours: readonly Location[], theirs: readonly Location[]): boolean {
  return ours.length === theirs.length && ours.every((at, index) => text.same(at, theirs[index] ?? at));
}

/** What was found to have none, with all that it refers to. */
const plain = new WeakMap<SchemaSource, Set<unknown>>();

/** May a schema, or anything that it refers to, have a discriminator? Where none has one, none differs. */
export function tellsApart(source: SchemaSource, start: Location): boolean {
  const known = plain.get(source) ?? new Set();
  plain.set(source, known);
  const seen = new Set<unknown>();
  const queue = [start];
  for (let at = queue.pop(); at; at = queue.pop()) {
    const { document, pointer, value } = at;
    // Where parts have addresses of their own, it takes more to follow a reference.
    if (source.library.hasAddresses(document)) return true;
    if (typeof value !== "object" || value === null || known.has(value) || seen.has(value)) continue;
    seen.add(value);
    if (Object.hasOwn(value, "discriminator")) return true;
    const reference = own(value, "$ref");
    const found = typeof reference === "string" ? source.library.resolve(at, reference) : undefined;
    if (found?.kind === "found") queue.push(found.location);
    for (const child of Object.values(value))
      if (typeof child === "object") queue.push({ document, pointer, value: child });
  }
  for (const value of seen) known.add(value);
  return false;
}

/** Pairs below which nothing differs, however they were come by. */
const recent = new Recent<SchemaSource, Set<string>>(4, () => new Set());

function namesOf(places: readonly Location[]): string {
  return places.map(placeKey).join(" ");
}

function partsOf(source: SchemaSource, roots: readonly Location[]): Location[] {
  const parts = new Map<string, Location>();
  for (const at of roots.flatMap((root) => source.partsInPlace(root))) parts.set(placeKey(at), at);
  return [...parts.values()];
}

/** Schemas of fields, items and further fields, by step: several alternatives may describe the same. */
function membersOf(parts: readonly Location[]): Map<string, Location[]> {
  const members = new Map<string, Location[]>();
  const add = (step: string, at: Location) => members.set(step, [...(members.get(step) ?? []), at]);
  for (const part of parts) {
    const properties = own(part.value, "properties");
    for (const name of isObject(properties) ? Object.keys(properties) : [])
      add(name, below(part, "properties", name));
    for (const [keyword, step] of [
      ["items", "-"],
      ["additionalProperties", "*"],
    ] as const)
      if (isObject(own(part.value, keyword))) add(step, below(part, keyword));
  }
  return members;
}

function unmatched(
  from: SchemaSource,
  ours: readonly Location[],
  to: SchemaSource,
  theirs: readonly Location[],
): Location | undefined {
  const taken = theirs.filter(hasDiscriminator).map((at) => discriminatorOf(to, at));
  if (taken.length === 0) return undefined;
  const names = new Set(ours.map((part) => lastStep(part.pointer)));
  const told = ours.filter(hasDiscriminator);
  if (told.length === 0) {
    const known = new Set([...theirs.map((part) => lastStep(part.pointer)), ...taken.flatMap(valuesOf)]);
    return taken.every(({ property }) => isPinned(from, property, ours, known)) ? undefined : ours[0];
  }
  return told.find((at) => !taken.some((other) => isTaken(discriminatorOf(from, at), other, names)));
}

/** Where the sender has no discriminator: all it may write into the field is a name that the receiver tells apart. */
function isPinned(
  source: SchemaSource,
  property: string,
  ours: readonly Location[],
  known: ReadonlySet<unknown>,
): boolean {
  const named = ours
    .filter(({ value }) => own(own(value, "properties"), property) !== undefined)
    .map((part) => namedIn(source.target(below(part, "properties", property))?.value));
  return (
    named.some((values) => values) &&
    named.every((values) => values?.every((value) => known.has(value)) ?? true)
  );
}

/** The only values that a schema names, if it does. */
function namedIn(schema: unknown): readonly unknown[] | undefined {
  const list = own(schema, "enum");
  if (Array.isArray(list)) return list;
  const only = own(schema, "const");
  return only === undefined ? undefined : [only];
}

function valuesOf({ mapping }: Discriminator): string[] {
  return [...mapping.keys()];
}

function hasDiscriminator({ value }: Location): boolean {
  return isObject(own(value, "discriminator"));
}

interface Discriminator {
  readonly property: string;
  /** Value of the property -> pointer of the schema. A schema's own name is left out: it needs no entry. */
  readonly mapping: ReadonlyMap<string, string>;
}

function discriminatorOf(source: SchemaSource, at: Location): Discriminator {
  const discriminator = own(at.value, "discriminator");
  const mapping = own(discriminator, "mapping");
  const entries = Object.keys(isObject(mapping) ? mapping : {}).map((value) => {
    const written = String(own(mapping, value));
    const reference = /[#/.]/.test(written) ? written : `#/components/schemas/${written}`;
    const found = source.library.resolve(at, reference);
    return [value, found.kind === "found" ? found.location.pointer || reference : reference] as const;
  });
  return {
    property: String(own(discriminator, "propertyName")),
    mapping: new Map(entries.filter(([value, target]) => value !== lastStep(target))),
  };
}

/** Whatever the sender writes means the same to the receiver; further entries mean schemas that are not sent. */
function isTaken(sent: Discriminator, accepted: Discriminator, names: ReadonlySet<string>): boolean {
  if (sent.property !== accepted.property) return false;
  const same = [...sent.mapping].every(([value, target]) => accepted.mapping.get(value) === target);
  const renamed = (value: string, target: string) =>
    !sent.mapping.has(value) && (names.has(value) || onlyName(sent, accepted, target, names));
  return same && ![...accepted.mapping].some(([value, target]) => renamed(value, target));
}

/** The sender writes a schema's own name where the receiver knows it by other names only. */
function onlyName(
  sent: Discriminator,
  accepted: Discriminator,
  target: string,
  names: ReadonlySet<string>,
): boolean {
  const shared = [...accepted.mapping].some(([value, to]) => to === target && sent.mapping.get(value) === to);
  return names.has(lastStep(target)) && !shared;
}

function lastStep(pointer: string): string {
  return pointer.slice(pointer.lastIndexOf("/") + 1);
}
