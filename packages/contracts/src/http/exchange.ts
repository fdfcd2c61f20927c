import type { CompareSettings } from "../contract.ts";
import type { Location } from "../document/library.ts";
import { type SameText, sameText } from "../document/same-text.ts";
import { once } from "../once.ts";
import { type Difference, SchemaComparison } from "../schema/comparison.ts";
import { acceptedView, type Flow, sentView } from "../schema/view.ts";
import { addressBookOf } from "./address-book.ts";
import type { Api, Body, Content, Header, Operation, Parameter, Reply } from "./api.ts";
import { type BackMeeting, backCallsOf } from "./back-calls.ts";
import { takerOf } from "./media-type.ts";
import { answersOf, doubt } from "./statuses.ts";
import { listItem } from "./text-values.ts";
import { isUnchanged } from "./unchanged.ts";

/** Everything that a client's document and a server's document say to each other. Made once; every rule looks at it. */
export interface Meeting {
  readonly client: Api;
  readonly server: Api;
  readonly settings: CompareSettings;
  /** Operations of which both documents say the same are left out. */
  readonly exchanges: readonly Exchange[];
  /** What the server calls at the client. */
  readonly back: BackMeeting;
  /** Those calls of which both documents speak, with the server as the client and the client as the server. */
  readonly backExchanges: readonly Exchange[];
}

/** What the two ends are called. The server makes calls too: callbacks and webhooks. */
export interface Roles {
  readonly caller: "client" | "server";
  readonly answerer: "client" | "server";
}

/** One operation that the client may call, and the server's side of it. What is compared of it is compared when asked for. */
export interface Exchange extends Roles {
  readonly clientApi: Api;
  readonly serverApi: Api;
  readonly settings: CompareSettings;
  /** Stands for the same operation in other pairs of contracts too, so that what is found out about it is kept. */
  readonly isShared: boolean;
  /** As the client writes it. */
  readonly operation: string;
  readonly client: Operation;
  readonly server: Operation | undefined;
  /** Server operations with a wider path, where there is none with the very path. */
  readonly takers: readonly Operation[];
  /** Whether the server has the very path under another method, where it has no such operation. */
  readonly isPathKnown: boolean;
  readonly parameters: readonly ParameterPair[];
  readonly requests: readonly ContentPair[];
  readonly replies: readonly ReplyPair[];
  /** Which marks count: `readOnly` and `writeOnly` speak of what clients ask of a server; a call back may hold all of it. */
  flow(flow: Flow): Flow;
}

export interface ParameterPair {
  readonly client: Parameter | undefined;
  readonly server: Parameter | undefined;
  /** The server's schema for what is sent: its parameter's, or of a list that of its items. */
  readonly taken: Location | undefined;
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

/** What many meetings share. */
export interface ExchangeMemory {
  /** Undefined where a meeting has to do with itself alone. */
  ofPair(client: Api, server: Api, settings: CompareSettings, roles: Roles): PairMemory | undefined;
}

/** What is shared of the comparison of two contracts. */
export interface PairMemory {
  readonly comparison: SchemaComparison;
  /** The exchange of two operations, or of two others that say the same; undefined where there is nothing to compare. */
  exchange(client: Operation, server: Operation, compared: () => Exchange | undefined): Exchange | undefined;
}

const nothing: Difference = { mismatches: [], gaps: [] };

/** The one walk over paired operations. */
export function meetingOf(
  client: Api,
  server: Api,
  settings: CompareSettings,
  memory?: ExchangeMemory,
): Meeting {
  const walk = new Walk(client, server, settings, { caller: "client", answerer: "server" }, memory);
  const exchanges = [...client.operations].flatMap(([key, operation]) => walk.exchange(key, operation) ?? []);
  const back = backCallsOf(client, server, exchanges);
  return { client, server, settings, exchanges, back, backExchanges: turned(client, server, settings, back) };
}

/** The roles change, and with them whose preset it is: a client takes a callback's request as it takes an answer. */
function turned(client: Api, server: Api, settings: CompareSettings, { calls }: BackMeeting): Exchange[] {
  const known = calls.filter(({ sent, accepted }) => sent && accepted);
  if (known.length === 0) return [];
  const { receiver, replyReceiver } = settings;
  const theirs = { ...settings, receiver: replyReceiver, replyReceiver: receiver, appliesDefaults: false };
  const walk = new Walk(server, client, theirs, { caller: "server", answerer: "client" });
  return known.flatMap(({ sent, accepted }) =>
    sent && accepted ? (walk.between(sent, accepted) ?? []) : [],
  );
}

class Walk {
  readonly #client: Api;
  readonly #server: Api;
  readonly #settings: CompareSettings;
  readonly #roles: Roles;
  readonly #addresses: ReturnType<typeof addressBookOf>;
  readonly #text: SameText;
  readonly #memory: PairMemory | undefined;
  /** What is spelled the same means the same: `nullable` does not, from OpenAPI 3.0 to 3.1. */
  readonly #sameWords: boolean;
  readonly #requests: SchemaComparison;
  readonly #responses: SchemaComparison;

  constructor(client: Api, server: Api, settings: CompareSettings, roles: Roles, memory?: ExchangeMemory) {
    this.#roles = roles;
    this.#client = client;
    this.#server = server;
    this.#settings = settings;
    this.#addresses = addressBookOf(server.operations);
    this.#text = sameText(client.library, server.library);
    this.#sameWords = client.schemas.dialectOf(client.root) === server.schemas.dialectOf(server.root);
    this.#memory = memory?.ofPair(client, server, settings, roles);
    const shared = this.#memory?.comparison;
    this.#requests = shared ?? new SchemaComparison(client.schemas, server.schemas, "assert");
    this.#responses = shared ?? new SchemaComparison(server.schemas, client.schemas, "assert");
  }

  /** Undefined: nothing to compare. */
  exchange(key: string, client: Operation): Exchange | undefined {
    const server = this.#addresses.partnerOf(key, client);
    return this.between(client, server, server ? [] : this.#addresses.takersOf(client));
  }

  /** Undefined: nothing to compare. */
  between(
    client: Operation,
    server: Operation | undefined,
    takers: readonly Operation[] = [],
  ): Exchange | undefined {
    const compared = () =>
      server && this.#sameWords && isUnchanged(client, server, this.#text)
        ? undefined
        : this.#between(client, server, takers);
    return server && this.#memory ? this.#memory.exchange(client, server, compared) : compared();
  }

  #between(client: Operation, server: Operation | undefined, takers: readonly Operation[]): Exchange {
    const parameters = once(() => (server ? this.#parameters(client, server) : []));
    const requests = once(() => (server ? this.#contents(client.body, server.body, this.#request) : []));
    const replies = once(() => (server ? this.#replies(client, server) : []));
    const isPathKnown = once(() => !server && this.#addresses.knowsPath(client));
    return {
      clientApi: this.#client,
      serverApi: this.#server,
      settings: this.#settings,
      ...this.#roles,
      isShared: false,
      operation: client.name,
      client,
      server,
      takers,
      get parameters() {
        return parameters();
      },
      get requests() {
        return requests();
      },
      get replies() {
        return replies();
      },
      get isPathKnown() {
        return isPathKnown();
      },
      flow: this.#flow,
    };
  }

  readonly #flow = (flow: Flow): Flow => (this.#roles.caller === "client" ? flow : "either");

  readonly #request = (sent: Location, accepted: Location): Difference => {
    const { world, receiver, appliesDefaults } = this.#settings;
    return this.#requests.compare(
      sent,
      accepted,
      sentView(world, this.#flow("request")),
      acceptedView(receiver, this.#flow("request"), appliesDefaults),
    );
  };
  readonly #response = (sent: Location, accepted: Location): Difference => {
    const { world, replyReceiver } = this.#settings;
    return this.#responses.compare(
      sent,
      accepted,
      sentView(world, this.#flow("response")),
      acceptedView(replyReceiver, this.#flow("response")),
    );
  };

  #parameters(client: Operation, server: Operation): ParameterPair[] {
    const keys = new Set([...client.parameters, ...server.parameters].map((parameter) => parameter.key));
    return [...keys].map((key) => {
      const sent = client.parameters.find((parameter) => parameter.key === key);
      const accepted = server.parameters.find((parameter) => parameter.key === key);
      const taken = sent && accepted ? takenSchema(this.#client, sent, this.#server, accepted) : undefined;
      const difference = later(sent?.schema, taken, this.#request);
      return withDifference({ client: sent, server: accepted, taken }, difference);
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
      const difference = later(content.schema, taken?.schema, compare);
      return withDifference({ sent: content, accepted: taken }, difference);
    });
  }

  #replies(client: Operation, server: Operation): ReplyPair[] {
    return answersOf(client, server).map(({ sent, accepted, certain }) => {
      const doubted = certain
        ? this.#response
        : (...of: [Location, Location]) => doubt(this.#response(...of));
      const headers = [...(accepted?.headers ?? [])].map(([name, header]) => {
        const given = sent.headers.get(name);
        const difference = later(given?.schema, header.schema, doubted);
        return withDifference({ sent: given, accepted: header }, difference);
      });
      return { sent, accepted, certain, contents: this.#contents(sent, accepted, doubted), headers };
    });
  }
}

function later(
  sent: Location | undefined,
  accepted: Location | undefined,
  compare: (sent: Location, accepted: Location) => Difference,
): () => Difference {
  return sent && accepted ? once(() => compare(sent, accepted)) : () => nothing;
}

function withDifference<T extends object>(
  pair: T,
  difference: () => Difference,
): T & { readonly difference: Difference } {
  return Object.defineProperty(pair, "difference", { get: difference, enumerable: true }) as T & {
    readonly difference: Difference;
  };
}

/** In an exploded list one plain value is written as that value alone: a=1. */
function takenSchema(client: Api, sent: Parameter, server: Api, accepted: Parameter): Location | undefined {
  const item =
    accepted.explode && accepted.style === "form"
      ? listItem({ ...sent, source: client.schemas }, { ...accepted, source: server.schemas })
      : undefined;
  return item ?? accepted.schema;
}
