import type { CompareSettings } from "../contract.ts";
import type { Location } from "../document/library.ts";
import { type SameText, sameText } from "../document/same-text.ts";
import { type Difference, SchemaComparison } from "../schema/comparison.ts";
import { acceptedView, type Flow, sentView } from "../schema/view.ts";
import { AddressBook } from "./address-book.ts";
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

/** One operation that the client may call, and the server's side of it. */
export interface Exchange extends Roles {
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

const nothing: Difference = { mismatches: [], gaps: [] };

/** The one walk over paired operations. */
export function meetingOf(client: Api, server: Api, settings: CompareSettings): Meeting {
  const walk = new Walk(client, server, settings, { caller: "client", answerer: "server" });
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
  readonly #addresses: AddressBook;
  readonly #text: SameText;
  /** What is spelled the same means the same: `nullable` does not, from OpenAPI 3.0 to 3.1. */
  readonly #sameWords: boolean;
  readonly #requests: SchemaComparison;
  readonly #responses: SchemaComparison;

  constructor(client: Api, server: Api, settings: CompareSettings, roles: Roles) {
    this.#roles = roles;
    this.#client = client;
    this.#server = server;
    this.#settings = settings;
    this.#addresses = new AddressBook(server.operations);
    this.#text = sameText(client.library, server.library);
    this.#sameWords = client.schemas.dialectOf(client.root) === server.schemas.dialectOf(server.root);
    this.#requests = new SchemaComparison(client.schemas, server.schemas, "assert");
    this.#responses = new SchemaComparison(server.schemas, client.schemas, "assert");
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
    if (server && this.#sameWords && isUnchanged(client, server, this.#text)) return undefined;
    return {
      clientApi: this.#client,
      serverApi: this.#server,
      settings: this.#settings,
      ...this.#roles,
      operation: client.name,
      client,
      server,
      takers,
      parameters: server ? this.#parameters(client, server) : [],
      requests: server ? this.#contents(client.body, server.body, this.#request) : [],
      replies: server ? this.#replies(client, server) : [],
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
      const difference = sent?.schema && taken ? this.#request(sent.schema, taken) : nothing;
      return { client: sent, server: accepted, taken, difference };
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

/** In an exploded list one plain value is written as that value alone: a=1. */
function takenSchema(client: Api, sent: Parameter, server: Api, accepted: Parameter): Location | undefined {
  const item =
    accepted.explode && accepted.style === "form"
      ? listItem({ ...sent, source: client.schemas }, { ...accepted, source: server.schemas })
      : undefined;
  return item ?? accepted.schema;
}
