import type { Observation } from "@crossfade/core";
import { own } from "../document/json.ts";
import { type Location, placeKey } from "../document/library.ts";
import { placeOf } from "../observe.ts";
import type { Exchange } from "./exchange.ts";
import { type FieldSide, saidOf, sharedFields } from "./fields.ts";

/** The server's document marks something as deprecated, and the client's does not know of it. */
export interface Deprecation {
  /** The day from which it may be gone, as `x-sunset` has it. */
  readonly sunset: string | undefined;
}

/** Of an operation, a parameter or a header. */
export function newlyDeprecated(client: unknown, server: unknown): Deprecation | undefined {
  return news(
    (keyword) => own(client, keyword),
    (keyword) => own(server, keyword),
  );
}

/** Of a schema, through its references. */
function newlyDeprecatedSchema(client: FieldSide, server: FieldSide): Deprecation | undefined {
  return news(
    (keyword) => saidOf(client, keyword),
    (keyword) => saidOf(server, keyword),
  );
}

/** The same of bodies and their fields. */
export function* deprecatedFields(
  exchanges: readonly Exchange[],
  flow: "request" | "response",
): Generator<DeprecatedThing> {
  for (const { exchange, pointer, sent, accepted } of sharedFields(exchanges, flow)) {
    const [other, at] = flow === "request" ? [sent, accepted] : [accepted, sent];
    if (!other || !at) continue;
    const client = { source: exchange.clientApi.schemas, at: other };
    const server = { source: exchange.serverApi.schemas, at };
    const deprecation = newlyDeprecatedSchema(client, server);
    const what = pointer === "" ? `the ${flow} body` : `the field ${pointer}`;
    if (deprecation) yield { exchange, what, at, other, deprecation };
  }
}

export interface DeprecatedThing {
  readonly exchange: Exchange;
  readonly what: string;
  /** In the server's document. */
  readonly at: Location;
  readonly other: Location;
  readonly deprecation: Deprecation;
}

/** A remark for each thing, at the first operation that has it. */
export function toldOnce(
  about: Pick<Observation, "ruleId" | "direction">,
  things: Iterable<DeprecatedThing>,
): Observation[] {
  const told = new Set<string>();
  return [...things].flatMap(({ exchange, what, at, other, deprecation: { sunset } }): Observation[] => {
    if (told.has(placeKey(at))) return [];
    told.add(placeKey(at));
    const { operation } = exchange;
    return [
      {
        ...about,
        outcome: "notice",
        operation,
        place: placeOf("receiver", at),
        other: placeOf("sender", other),
        why: `${what} is deprecated${sunset === undefined ? "" : ` and may be gone from ${sunset} on`}`,
        example: { value: `${operation}: ${what}`, at: "" },
        fixes: ["Move the clients before it is removed."],
      },
    ];
  });
}

type Marks = (keyword: string) => unknown;

/** What the client's own contract told it is no news. */
function news(client: Marks, server: Marks): Deprecation | undefined {
  if (server("deprecated") !== true) return undefined;
  const sunset = server("x-sunset");
  if (client("deprecated") === true && client("x-sunset") === sunset) return undefined;
  return { sunset: typeof sunset === "string" ? sunset : undefined };
}
