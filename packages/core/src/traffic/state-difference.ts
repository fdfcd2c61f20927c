import type { ComponentTraffic, RouterState, VersionTraffic } from "./router-state.ts";
import { versionOf } from "./router-state.ts";
import { weightsOf } from "./split.ts";
import { weightText } from "./weight-text.ts";

/** More sentences than this help nobody; the last one says how many were left out. */
const maxSentences = 100;

/** What a change from one state to the other does, one sentence each; none: nothing. */
export function changeSentences(from: RouterState, to: RouterState): readonly string[] {
  return told(differences(from, to).map(({ what, before, after }) => `${what}: ${before} -> ${after}`));
}

/** What a router does otherwise than desired, one sentence each; none: it does what is desired. */
export function deviationSentences(actual: RouterState, desired: RouterState): readonly string[] {
  return told(
    differences(actual, desired).map(({ what, before, after }) => `${what}: ${before} instead of ${after}`),
  );
}

interface Difference {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

function differences(from: RouterState, to: RouterState): Difference[] {
  const ids = named(Object.keys(from.components), Object.keys(to.components));
  const found = [
    ...differing("router", from.router, to.router),
    ...ids.flatMap((id) => ofComponent(id, own(from.components, id), own(to.components, id))),
  ];
  // Same content under another number is a change, too: somebody else's.
  return [...found, ...differing("generation", String(from.generation), String(to.generation))];
}

function ofComponent(
  id: string,
  from: ComponentTraffic | undefined,
  to: ComponentTraffic | undefined,
): Difference[] {
  if (from === undefined || to === undefined)
    return differing(id, from === undefined ? "absent" : "there", to === undefined ? "absent" : "there");
  const labels = named(
    from.versions.map(({ label }) => label),
    to.versions.map(({ label }) => label),
  );
  return [
    ...differing(`salt of ${id}`, from.salt, to.salt),
    ...weights(id, from, to),
    ...labels.flatMap((label) => ofVersion(`${id}@${label}`, versionOf(from, label), versionOf(to, label))),
    ...order(id, from, to),
    ...differing(`${id} holds requests`, held(from), held(to)),
    ...pins(id, from, to),
    ...differing(`revoked pins of ${id}`, list(from.revokedPins), list(to.revokedPins)),
  ];
}

function weights(id: string, from: ComponentTraffic, to: ComponentTraffic): Difference[] {
  const [before, after] = [weightsOf(from.split), weightsOf(to.split)];
  const found = named(Object.keys(before), Object.keys(after)).flatMap((label) =>
    differing(`weight of ${id}@${label}`, weightText(before[label] ?? 0), weightText(after[label] ?? 0)),
  );
  if (found.length > 0) return found;
  // Equal weights, other users.
  return differing(`users of the weights of ${id}`, segments(from), segments(to));
}

function segments({ split }: ComponentTraffic): string {
  return split.map(({ from, to, label }) => `${from}-${to - 1} ${label}`).join(", ") || "nobody";
}

function ofVersion(
  name: string,
  from: VersionTraffic | undefined,
  to: VersionTraffic | undefined,
): Difference[] {
  if (from === undefined || to === undefined)
    return differing(name, from?.stage ?? "absent", to?.stage ?? "absent");
  const urls = named(
    from.instances.map(({ url }) => url),
    to.instances.map(({ url }) => url),
  );
  return [
    ...differing(`stage of ${name}`, from.stage, to.stage),
    ...urls.flatMap((url) => differing(`${url} of ${name}`, balanced(from, url), balanced(to, url))),
  ];
}

function balanced({ instances }: VersionTraffic, url: string): string {
  const instance = instances.find((each) => each.url === url);
  if (instance === undefined) return "absent";
  return instance.out === true ? "out of the balancer" : "in the balancer";
}

/** It decides who gives and who takes at the next change of a weight. */
function order(id: string, from: ComponentTraffic, to: ComponentTraffic): Difference[] {
  const [before, after] = [from, to].map(({ versions }) => versions.map(({ label }) => label));
  const isSameSet = list([...(before ?? [])].sort()) === list([...(after ?? [])].sort());
  return isSameSet ? differing(`order of ${id}`, list(before ?? []), list(after ?? [])) : [];
}

function held({ heldUntilMs }: ComponentTraffic): string {
  return heldUntilMs === undefined ? "no" : `until ${heldUntilMs} ms`;
}

/** User keys may be secrets of the users: they are counted, never shown. */
function pins(id: string, from: ComponentTraffic, to: ComponentTraffic): Difference[] {
  const users = named(Object.keys(from.userPins), Object.keys(to.userPins));
  const others = users.filter((user) => own(from.userPins, user) !== own(to.userPins, user)).length;
  if (others === 0) return [];
  const count = (traffic: ComponentTraffic) => `${Object.keys(traffic.userPins).length} users`;
  return [{ what: `pins of ${id} (${others} differ)`, before: count(from), after: count(to) }];
}

function list(names: readonly string[]): string {
  return names.join(", ") || "none";
}

function differing(what: string, before: string, after: string): Difference[] {
  return before === after ? [] : [{ what, before, after }];
}

function named(from: readonly string[], to: readonly string[]): readonly string[] {
  return [...new Set([...from, ...to])];
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function told(sentences: readonly string[]): readonly string[] {
  if (sentences.length <= maxSentences) return sentences;
  return [...sentences.slice(0, maxSentences - 1), `and ${sentences.length - maxSentences + 1} more`];
}
