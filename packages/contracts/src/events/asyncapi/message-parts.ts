import { own } from "../../document/json.ts";
import { below, type Location } from "../../document/library.ts";
import type { SchemaDialect } from "../../schema/dialect.ts";
import { type ForeignPart, hintsOf, type Message, type MessagePart } from "../message.ts";
import { derivedSchemas } from "./derived-schemas.ts";
import type { Parts } from "./parts.ts";
import { foreignEncoding, schemaFormatOf } from "./schema-format.ts";
import { mergedSchema, type WrittenSchema, writtenSchema } from "./written-schema.ts";

/** Where a message is met. */
export interface MessagePlace {
  readonly at: Location;
  /** Its key among the messages of a channel (3.x). */
  readonly id?: string;
  readonly direction?: "send" | "receive";
  /** The address. */
  readonly channel?: string;
  readonly channelObject?: Location;
  /** What is sent back, and not compared. */
  readonly reply?: Location;
}

export interface ReadingOf {
  readonly parts: Parts;
  readonly defaultContentType: unknown;
  /** AsyncAPI 2: traits are laid over the message. 3: the message over its traits. */
  readonly traitsWin: boolean;
  /** All that a part rests on, as text; undefined where that cannot be told. */
  identityOf(at: Location): string | undefined;
}

/** One message while its parts are read. */
export class MessageReading {
  readonly #of: ReadingOf;
  readonly #place: MessagePlace;
  /** The message and its traits, the one that wins first. */
  readonly #layers: readonly Location[];
  readonly #foreign: ForeignPart[] = [];
  /** What the document names as the language of its schemas. */
  readonly dialects: SchemaDialect[] = [];

  constructor(of: ReadingOf, place: MessagePlace) {
    this.#of = of;
    this.#place = place;
    const traits = of.parts.items(place.at, "traits").toReversed();
    this.#layers = of.traitsWin ? [...traits, place.at] : [place.at, ...traits];
  }

  message(): Message {
    const { at, direction, channel, reply } = this.#place;
    const payload = this.#schema("payload", below(at, "payload"), this.#said("schemaFormat"));
    const headers = this.#headers();
    const keyAt = this.#binding("key");
    const key = keyAt && this.#schema("key", keyAt);
    const contentType = mediaType(this.#said("contentType") ?? this.#of.defaultContentType);
    this.#encoded(contentType, payload);
    if (reply)
      this.#notCompared(
        "whole",
        "it is answered, and answers are not compared",
        "a link of its own for the answers",
        reply,
      );
    this.#parameters();
    const names = this.#names();
    const called = names[0] ?? "a message without a name";
    return {
      type: channel === undefined ? called : `${called} on ${channel}`,
      names,
      at,
      hints: this.#hints(payload, keyAt),
      foreign: this.#foreign,
      ...(channel === undefined ? {} : { channel: channel.replaceAll(/\{[^{}]*\}/g, "{}") }),
      ...(direction ? { direction } : {}),
      ...(payload ? { payload } : {}),
      ...(headers ? { headers } : {}),
      ...(key ? { key } : {}),
      ...(contentType === undefined ? {} : { contentType }),
    };
  }

  #said(name: string): unknown {
    return this.#layers.map(({ value }) => own(value, name)).find((value) => value !== undefined);
  }

  #names(): readonly string[] {
    const { at, id } = this.#place;
    const component = /^\/components\/messages\/([^/]+)$/.exec(at.pointer)?.[1];
    const all = [this.#said("name"), this.#said("messageId"), id, component];
    return [...new Set(all.filter((name) => typeof name === "string"))];
  }

  #notCompared(part: ForeignPart["part"], what: string, decides: string, at: Location): void {
    this.#foreign.push({ part, what, decides, at, identity: this.#of.identityOf(at) });
  }

  #schema(name: MessagePart, at: Location, format?: unknown): Location | undefined {
    const written = writtenSchema(this.#of.parts, at, format);
    return written && this.#understood(name, written);
  }

  #understood(name: MessagePart, { at, format: written }: WrittenSchema): Location | undefined {
    const format = schemaFormatOf(written, own(at.value, "$ref"));
    if (format.kind === "foreign") {
      const what = `the ${name} is described in ${format.name}, which is not compared yet`;
      const identity = this.#of.identityOf(at);
      const decides = `a JSON Schema of the ${name} on both sides, or a look at both`;
      this.#foreign.push({ part: name, what, decides, at, identity: identity && `${written} ${identity}` });
      return undefined;
    }
    this.dialects.push(format.dialect ?? "draft-07");
    this.#told(name, at);
    return at;
  }

  /** Nothing in a schema with a discriminator leads to those that may stand in for it. */
  #told(part: MessagePart, at: Location): void {
    if (this.#of.identityOf(at)?.includes('"discriminator":"') === false) return;
    const derived = derivedSchemas(this.#of.parts.schemas.library, at);
    if (derived.length === 0) return;
    this.#foreign.push({
      part: "whole",
      what: `its ${part} may be one of several schemas by a discriminator, which are not compared`,
      decides: "the alternatives as a oneOf on both sides",
      at,
      identity: together(
        derived.map((each) => {
          const identity = this.#of.identityOf(each);
          return identity && `${each.pointer} ${identity}`;
        }),
      ),
    });
  }

  #headers(): Location | undefined {
    const all = this.#layers
      .map((layer) => below(layer, "headers"))
      .filter(({ value }) => value !== undefined);
    const [first] = all;
    if (!first) return undefined;
    const merged = mergedSchema(this.#of.parts, all);
    if (merged) return this.#schema("headers", merged);
    this.#foreign.push({
      part: "headers",
      what: "its headers come from the message and from a trait that cannot be merged with it",
      decides: "all headers in one schema",
      at: first,
      identity: this.#of.identityOf(this.#place.at),
    });
    return undefined;
  }

  #encoded(contentType: string | undefined, payload: Location | undefined): void {
    const encoding = foreignEncoding(contentType);
    if (encoding === undefined || !payload) return;
    const what = `it is sent as ${encoding}, of which a schema of the payload does not say enough`;
    this.#notCompared("whole", what, "a look at what both sides put on the wire", payload);
  }

  /** In the order in which the address names them: what they are called is nobody's business. */
  #parameters(): void {
    const { channelObject, channel = "" } = this.#place;
    if (own(channelObject?.value, "parameters") === undefined || !channelObject) return;
    const known = new Map(this.#of.parts.members(channelObject, "parameters"));
    const described = [...channel.matchAll(/\{([^{}]*)\}/g)].map(([, name = ""]) => known.get(name));
    const texts = described.map((at) => (at ? this.#of.identityOf(withoutRemarks(at)) : nothingSaid));
    if (texts.every((text) => text === nothingSaid)) return;
    this.#foreign.push({
      part: "whole",
      what: "its channel's parameters are described, which is not compared",
      decides: "the same description of the parameters on both sides",
      at: channelObject,
      identity: together(texts),
    });
  }

  /** What the Kafka binding of the message says. */
  #binding(name: string): Location | undefined {
    return this.#layers
      .map((layer) => kafka(this.#of.parts, layer, name))
      .find((found) => found !== undefined);
  }

  #hints(payload: Location | undefined, key: Location | undefined): Map<string, unknown> {
    const { at, channelObject } = this.#place;
    const hints = hintsOf(payload && this.#of.parts.schemas.target(payload)?.value, at.value);
    const partitions = channelObject && kafka(this.#of.parts, channelObject, "partitions");
    if (partitions) hints.set("the number of partitions", partitions.value);
    if (key) hints.set("the schema of the key", this.#of.parts.schemas.target(key)?.value ?? key.value);
    return hints;
  }
}

/** One word of the Kafka binding of a message or a channel. */
export function kafka(parts: Parts, holder: Location, name: string): Location | undefined {
  if (own(holder.value, "bindings") === undefined) return undefined;
  const bindings = parts.object(below(holder, "bindings"));
  const found = bindings && below(bindings, "kafka", name);
  return found?.value === undefined ? undefined : found;
}

/** The identity of a description without any words. */
const nothingSaid = "{}\n[]";

/** What cannot be told of one cannot be told of all. */
function together(identities: readonly (string | undefined)[]): string | undefined {
  return identities.includes(undefined) ? undefined : identities.join("\n");
}

/** The values that a parameter of a channel may have. */
function withoutRemarks(at: Location): Location {
  const remarks = ["description", "examples", "default"];
  const kept = Object.entries(at.value as object).filter(
    ([key]) => !remarks.includes(key) && !key.startsWith("x-"),
  );
  return { ...at, value: Object.fromEntries(kept) };
}

function mediaType(written: unknown): string | undefined {
  return typeof written === "string" ? written.split(";", 1)[0]?.trim().toLowerCase() : undefined;
}
