import type { Observation } from "@crossfade/core";
import type { CompareSettings, ComparisonMemory } from "../contract.ts";
import { canonicalJson, own } from "../document/json.ts";
import { placeKey } from "../document/library.ts";
import { SchemaComparison } from "../schema/comparison.ts";
import { ManySources } from "../schema/sources.ts";
import { Wordings } from "../schema/wordings.ts";
import type { Api, Operation } from "./api.ts";
import type { Exchange, ExchangeMemory, PairMemory, Roles } from "./exchange.ts";
import { bareType } from "./media-type.ts";

/**
 * What comparisons of many OpenAPI documents share. Most operations are the same in most versions: two that say the same
 * as two that were compared before have the same to say to each other, and so have two schemas.
 */
export class HttpMemory implements ComparisonMemory, ExchangeMemory {
  readonly kind = "http";
  readonly #wordings = new Wordings();
  readonly #sources = new ManySources(this.#wordings);
  #comparison: SchemaComparison | undefined;
  readonly #numbers = new Map<Operation, number | undefined>();
  /** By settings and roles, then by the numbers of both operations. */
  readonly #exchanges = new Map<string, Map<number, Map<number, Exchange | undefined>>>();
  readonly #observed = new WeakMap<Exchange, readonly Observation[]>();

  /** Undefined for a narrowed contract, whose schemas stand in no document. */
  ofPair(client: Api, server: Api, settings: CompareSettings, roles: Roles): PairMemory | undefined {
    if (client.narrowing || server.narrowing) return undefined;
    this.#sources.add(client.schemas);
    this.#sources.add(server.schemas);
    this.#comparison ??= new SchemaComparison(client.schemas, server.schemas, "assert", this.#sources);
    const ways = canonicalJson([settings, roles]);
    const exchanges = this.#exchanges.get(ways) ?? new Map<number, Map<number, Exchange | undefined>>();
    this.#exchanges.set(ways, exchanges);
    return {
      comparison: this.#comparison,
      exchange: (one, other, compared) => {
        const [left, right] = [this.#numberOf(client, one), this.#numberOf(server, other)];
        if (left === undefined || right === undefined) return compared();
        if (left === right) return undefined;
        const ofLeft = exchanges.get(left) ?? new Map<number, Exchange | undefined>();
        exchanges.set(left, ofLeft);
        if (ofLeft.has(right)) return ofLeft.get(right);
        const exchange = shared(compared());
        ofLeft.set(right, exchange);
        return exchange;
      },
    };
  }

  /** What the rules about one operation have to say, `look` being all of them. */
  observed(exchange: Exchange, look: (exchange: Exchange) => readonly Observation[]): readonly Observation[] {
    if (!exchange.isShared) return look(exchange);
    const known = this.#observed.get(exchange) ?? look(exchange);
    this.#observed.set(exchange, known);
    return known;
  }

  #numberOf(api: Api, operation: Operation): number | undefined {
    if (this.#numbers.has(operation)) return this.#numbers.get(operation);
    const number = this.#newNumberOf(api, operation);
    this.#numbers.set(operation, number);
    return number;
  }

  /** The same for operations that say the same; undefined where rules look further than at the operation. */
  #newNumberOf({ schemas }: Api, operation: Operation): number | undefined {
    const { name, at, parameters, security, servers, unresolved, leftOut } = operation;
    if (unresolved.length + leftOut.size > 0 || callsBack(operation) || isHeldAsAWhole(operation))
      return undefined;
    // Parameters may stand on the path, outside of the operation.
    const places = [at, ...parameters.map((parameter) => parameter.at)];
    const numbers = places.map((place) => this.#wordings.numberOf(schemas, place));
    if (numbers.includes(undefined)) return undefined;
    const frame = [
      name,
      places.map(placeKey),
      parameters.map(({ key }) => key),
      security.map((need) => [...need]),
      servers,
    ];
    return this.#wordings.numberFor(`${JSON.stringify(frame)} ${numbers.join(" ")}`);
  }
}

function shared(exchange: Exchange | undefined): Exchange | undefined {
  return exchange && Object.defineProperty(exchange, "isShared", { value: true });
}

function callsBack({ callbacks }: Operation): boolean {
  return callbacks.operations.length + callbacks.unresolved.length > 0;
}

/** Some of it is compared as a text, examples for people included, which have no number. */
function isHeldAsAWhole({ body, responses }: Operation): boolean {
  const contents = [...(body?.content ?? []), ...[...responses.values()].flatMap(({ content }) => content)];
  return contents.some(
    ({ mediaType, at }) => /[/+]xml$/.test(bareType(mediaType)) || own(at.value, "encoding") !== undefined,
  );
}

export function asHttpMemory(memory: ComparisonMemory): HttpMemory {
  if (!(memory instanceof HttpMemory)) throw new TypeError("not a memory of http comparisons");
  return memory;
}
