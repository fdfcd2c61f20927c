import type { CompareSettings } from "../contract.ts";
import { isObject, own } from "../document/json.ts";
import { stepsOf } from "../document/pointer.ts";
import type { Api, BackCalls, Body, Operation, Unresolved } from "./api.ts";

/** A call that the server makes to the client: a callback of an operation, or a webhook. */
export interface BackCall {
  /** As the server's document has it; undefined: the server does not make it. */
  readonly sent: Operation | undefined;
  /** As the client's document has it; undefined: the client does not know it. */
  readonly accepted: Operation | undefined;
  /** No: the client never says where it could be called, so it is not. */
  readonly reachable: boolean;
}

/** An operation of both documents, which the client may call. */
interface Asking {
  readonly client: Operation;
  readonly server: Operation | undefined;
  readonly clientApi: Api;
  readonly settings: Pick<CompareSettings, "world">;
}

export interface BackMeeting {
  readonly calls: readonly BackCall[];
  /** What could not be read, by whose document. */
  readonly unread: readonly (Unresolved & { readonly by: "client" | "server" })[];
}

/** The calls of both documents, paired: webhooks, and the callbacks of operations that both know. */
export function backCallsOf(client: Api, server: Api, exchanges: readonly Asking[]): BackMeeting {
  const sides = [
    { client: client.webhooks, server: server.webhooks, asking: undefined },
    ...exchanges.flatMap((each) =>
      each.server ? [{ client: each.client.callbacks, server: each.server.callbacks, asking: each }] : [],
    ),
  ];
  return {
    calls: sides.flatMap((side) => paired(side.client.operations, side.server.operations, side.asking)),
    unread: sides.flatMap((side) => [...unreadBy("client", side.client), ...unreadBy("server", side.server)]),
  };
}

function unreadBy(by: "client" | "server", { unresolved }: BackCalls): BackMeeting["unread"] {
  return unresolved.map((each) => ({ ...each, by }));
}

/** By address; a label is only that, but where one side has moved the address it tells which call is meant. */
function paired(
  known: readonly Operation[],
  made: readonly Operation[],
  asking: Asking | undefined,
): BackCall[] {
  const left = new Set(known);
  const partners = new Map<Operation, Operation>();
  for (const alike of [sameLabelAndAddress, sameAddress, sameLabel]) {
    for (const sent of made) {
      const found = partners.has(sent) ? undefined : [...left].find((accepted) => alike(sent, accepted));
      if (!found) continue;
      partners.set(sent, found);
      left.delete(found);
    }
  }
  const calls = made.map((sent) => ({
    sent,
    accepted: partners.get(sent),
    reachable: asking === undefined || mayGiveAddress(sent.path, asking),
  }));
  return [...calls, ...[...left].map((accepted) => ({ sent: undefined, accepted, reachable: true }))];
}

function sameAddress(a: Operation, b: Operation): boolean {
  return a.method === b.method && a.path === b.path;
}
function sameLabel(a: Operation, b: Operation): boolean {
  return a.method === b.method && labelOf(a) === labelOf(b);
}
function sameLabelAndAddress(a: Operation, b: Operation): boolean {
  return sameAddress(a, b) && sameLabel(a, b);
}

/** The name under `callbacks` or `webhooks`, as far as the place of the operation tells. */
function labelOf({ at, path }: Operation): string {
  const steps = stepsOf(at.pointer) ?? [];
  const last = steps.lastIndexOf("callbacks");
  return last < 0 ? path : (steps[last + 1] ?? path);
}

/**
 * May the client's request hold what the address is read from? No only where the request is described and has no such
 * part: what a client does not know of it does not send.
 */
function mayGiveAddress(expression: string, { client, clientApi, settings }: Asking): boolean {
  if (settings.world === "open" || client.unresolved.length > 0) return true;
  const sources = [...expression.matchAll(/\{\$request\.(query|header|body)([.#])([^{}]*)\}/g)];
  return sources.every(([, source, , rest = ""]) => {
    const key = `${source} ${source === "header" ? rest.toLowerCase() : rest}`;
    const [field] = stepsOf(rest) ?? [];
    if (source !== "body") return client.parameters.some((parameter) => parameter.key === key);
    return field === undefined || mayHold(clientApi, client.body, field);
  });
}

function mayHold(api: Api, body: Body | undefined, field: string): boolean {
  return (body?.content ?? []).some(({ schema }) => {
    if (!schema) return true;
    const parts = api.schemas.partsInPlace(schema);
    const silent = parts.every(({ value }) => !isObject(own(value, "properties")));
    const open = parts.some(({ value }) => opens.some((keyword) => opensWith(own(value, keyword))));
    return silent || open || parts.some(({ value }) => own(own(value, "properties"), field) !== undefined);
  });
}

const opens = ["additionalProperties", "patternProperties", "unevaluatedProperties"];

function opensWith(value: unknown): boolean {
  return value !== undefined && value !== false;
}
