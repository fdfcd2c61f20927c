import type { CompareSettings } from "../contract.ts";
import type { Location } from "../document/library.ts";
import { type Difference, SchemaComparison } from "../schema/comparison.ts";
import { acceptedView, sentView } from "../schema/view.ts";
import type { Api, Body, Content, Header, Operation, Parameter, Reply } from "./api.ts";
import { takerOf } from "./media-type.ts";
import { basesElsewhere, takes } from "./path-template.ts";
import { answersOf, doubt } from "./statuses.ts";

/** Everything that a client's document and a server's document say to each other. Made once; every rule looks at it. */
export interface Meeting {
  readonly client: Api;
  readonly server: Api;
  readonly settings: CompareSettings;
  readonly exchanges: readonly Exchange[];
}

/** One operation that the client may call, and the server's side of it. */
export interface Exchange {
  readonly clientApi: Api;
  readonly serverApi: Api;
  readonly settings: CompareSettings;
  /** As the client writes it. */
  readonly operation: string;
  readonly client: Operation;
  readonly server: Operation | undefined;
  /** Server operations with a wider path, where there is none with the very path. */
  readonly takers: readonly Operation[];
  readonly parameters: readonly ParameterPair[];
  readonly requests: readonly ContentPair[];
  readonly replies: readonly ReplyPair[];
}

export interface ParameterPair {
  readonly client: Parameter | undefined;
  readonly server: Parameter | undefined;
  readonly difference: Difference;
}

/** A body in one media type, from whoever sends it to whoever takes it. */
export interface ContentPair {
  readonly sent: Content;
  /** Undefined: this media type is not taken. */
  readonly accepted: Content | undefined;
  readonly difference: Difference;
}

export interface ReplyPair {
  readonly sent: Reply;
  /** Undefined: the client's document does not know this status. */
  readonly accepted: Reply | undefined;
  /** No: the server's `default` may be sent as this success, but its document lists other successes. */
  readonly certain: boolean;
  readonly contents: readonly ContentPair[];
  readonly headers: readonly HeaderPair[];
}

export interface HeaderPair {
  readonly sent: Header | undefined;
  readonly accepted: Header;
  readonly difference: Difference;
}

const nothing: Difference = { mismatches: [], gaps: [] };

/** The one walk over paired operations. */
export function meetingOf(client: Api, server: Api, settings: CompareSettings): Meeting {
  const walk = new Walk(client, server, settings);
  const exchanges = [...client.operations].map(([key, operation]) => walk.exchange(key, operation));
  return { client, server, settings, exchanges };
}

class Walk {
  readonly #client: Api;
  readonly #server: Api;
  readonly #settings: CompareSettings;
  readonly #requests: SchemaComparison;
  readonly #responses: SchemaComparison;

  constructor(client: Api, server: Api, settings: CompareSettings) {
    this.#client = client;
    this.#server = server;
    this.#settings = settings;
    this.#requests = new SchemaComparison(client.schemas, server.schemas, "assert");
    this.#responses = new SchemaComparison(server.schemas, client.schemas, "assert");
  }

  exchange(key: string, client: Operation): Exchange {
    const server = this.#partnerOf(key, client);
    const others = [...this.#server.operations.values()];
    const takers = server
      ? []
      : others.filter((other) => other.method === client.method && takes(other.path, client.path));
    return {
      clientApi: this.#client,
      serverApi: this.#server,
      settings: this.#settings,
      operation: client.name,
      client,
      server,
      takers,
      parameters: server ? this.#parameters(client, server) : [],
      requests: server ? this.#contents(client.body, server.body, this.#request) : [],
      replies: server ? this.#replies(client, server) : [],
    };
  }

  /** The one under the same address; else the one with the same path, whose servers are elsewhere. */
  #partnerOf(key: string, client: Operation): Operation | undefined {
    const same = this.#server.operations.get(key);
    if (same && basesElsewhere(client, same).length === 0) return same;
    const there = [...this.#server.operations.values()].find(
      (other) => other.method === client.method && basesElsewhere(client, other).length === 0,
    );
    return there ?? same;
  }

  readonly #request = (sent: Location, accepted: Location): Difference => {
    const { world, receiver, appliesDefaults } = this.#settings;
    return this.#requests.compare(
      sent,
      accepted,
      sentView(world, "request"),
      acceptedView(receiver, "request", appliesDefaults),
    );
  };
  readonly #response = (sent: Location, accepted: Location): Difference => {
    const { world, replyReceiver } = this.#settings;
    return this.#responses.compare(
      sent,
      accepted,
      sentView(world, "response"),
      acceptedView(replyReceiver, "response"),
    );
  };

  #parameters(client: Operation, server: Operation): ParameterPair[] {
    const keys = new Set([...client.parameters, ...server.parameters].map((parameter) => parameter.key));
    return [...keys].map((key) => {
      const sent = client.parameters.find((parameter) => parameter.key === key);
      const accepted = server.parameters.find((parameter) => parameter.key === key);
      const difference =
        sent?.schema && accepted?.schema ? this.#request(sent.schema, accepted.schema) : nothing;
      return { client: sent, server: accepted, difference };
    });
  }

  #contents(
    sent: Body | Reply | undefined,
    accepted: Body | Reply | undefined,
    compare: (sent: Location, accepted: Location) => Difference,
  ): ContentPair[] {
    if (!sent || !accepted) return [];
    return sent.content.map((content) => {
      const taken = takerOf(content, sent.content, accepted.content);
      const difference = content.schema && taken?.schema ? compare(content.schema, taken.schema) : nothing;
      return { sent: content, accepted: taken, difference };
    });
  }

  #replies(client: Operation, server: Operation): ReplyPair[] {
    return answersOf(client, server).map(({ sent, accepted, certain }) => {
      const doubted = certain
        ? this.#response
        : (...of: [Location, Location]) => doubt(this.#response(...of));
      const headers = [...(accepted?.headers ?? [])].map(([name, header]) => {
        const given = sent.headers.get(name);
        const difference = given?.schema && header.schema ? doubted(given.schema, header.schema) : nothing;
        return { sent: given, accepted: header, difference };
      });
      return { sent, accepted, certain, contents: this.#contents(sent, accepted, doubted), headers };
    });
  }
}
