import type { Place } from "@crossfade/core";
import type { Contract } from "../contract.ts";
import type { Library, Location } from "../document/library.ts";
import type { SchemaSource } from "../schema/schema-source.ts";
import type { Servers } from "./servers.ts";

/** Places in an OpenAPI document, references followed, nothing copied. */
export interface Api extends Contract {
  readonly kind: "http";
  readonly library: Library;
  readonly schemas: SchemaSource;
  readonly root: Location;
  /** By matching key: "GET /carts/{}". */
  readonly operations: ReadonlyMap<string, Operation>;
  /** References that lead out of the repository, above the operations. */
  readonly unresolved: readonly Unresolved[];
  /** Calls that the server makes to its clients unasked. */
  readonly webhooks: BackCalls;
  /** Set where the client uses only a part of its contract: `operations` and their answers are what is left. */
  readonly narrowing?: {
    /** How many operations the contract has. */
    readonly whole: number;
    /** Where the contract says what a place of a narrowed schema says. */
    original(place: Place): Place;
  };
}

/** Calls in the other direction, from the server to the client. */
export interface BackCalls {
  readonly operations: readonly Operation[];
  readonly unresolved: readonly Unresolved[];
}

export interface Unresolved {
  readonly at: Location;
  readonly why: string;
  /** The single thing that would tell what it is. */
  readonly decides: string;
}

export interface Operation {
  /** "GET /carts/{id}" as this document writes it. */
  readonly name: string;
  readonly method: string;
  /** Of a callback its address, a runtime expression; of a webhook its name. */
  readonly path: string;
  readonly at: Location;
  readonly parameters: readonly Parameter[];
  /** Parameters that OpenAPI does not foresee, by "header authorization", "formData file". */
  readonly leftOut: ReadonlyMap<string, Location>;
  readonly body: Body | undefined;
  /** By status as written: "200", "4XX", "default". */
  readonly responses: ReadonlyMap<string, Reply>;
  /** Alternatives, each a set of schemes that are needed together. Empty list: nobody is asked. */
  readonly security: readonly SecurityNeed[];
  readonly servers: Servers;
  readonly unresolved: readonly Unresolved[];
  /** Calls that the server makes back to who called this one. */
  readonly callbacks: BackCalls;
}

/** How a parameter or a header is written. */
export interface Writing {
  readonly name: string;
  readonly in: "path" | "query" | "header" | "cookie";
  readonly style: string;
  readonly explode: boolean;
  /** Media type if the value is written in one. */
  readonly content: string | undefined;
}

export interface Parameter extends Writing {
  /** "query limit", "header x-trace" (lower case), "path 2" (position in the path). */
  readonly key: string;
  readonly required: boolean;
  readonly at: Location;
  readonly schema: Location | undefined;
}

export interface Body {
  readonly at: Location;
  readonly required: boolean;
  readonly content: readonly Content[];
}

export interface Content {
  /** Lower case, parameters sorted: "application/json", "application/json;v=1". */
  readonly mediaType: string;
  readonly at: Location;
  readonly schema: Location | undefined;
}

export interface Reply {
  readonly status: string;
  readonly at: Location;
  readonly content: readonly Content[];
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, Header>;
}

export interface Header extends Writing {
  readonly at: Location;
  readonly required: boolean;
  readonly schema: Location | undefined;
}

/** Scheme name -> what it is on the wire, and the scopes that are needed. */
export type SecurityNeed = ReadonlyMap<
  string,
  {
    readonly scheme: string;
    readonly scopes: readonly string[];
    /** Where an API key stands, as the key of a parameter: "header x-key". */
    readonly parameter?: string;
    /** Who issues the token, and how it is got: "openIdConnect URL", "oauth2 implicit URL". Empty: not said. */
    readonly issuers: readonly string[];
    /** No: a token of this scheme may have scopes that nobody lists. */
    readonly namesScopes: boolean;
  }
>;
