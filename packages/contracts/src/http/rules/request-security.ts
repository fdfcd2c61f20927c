import type { Observation } from "@crossfade/core";
import { placeOf } from "../../observe.ts";
import type { Operation, SecurityNeed } from "../api.ts";
import type { Exchange } from "../exchange.ts";
import type { ExchangeRule } from "../rule.ts";

const id = "http/request-security";

export const rule: ExchangeRule = {
  id,
  mirror: { waived: "responses carry no credentials" },
  title: "The client's credentials are not what the server asks for",
  explanation:
    "None of the ways in which the client authenticates satisfies the server's version: authentication was added, its scheme changed, or a scope is needed that the client does not ask for. A token of another issuer, got by another flow, or of which no scopes are listed, may or may not be taken: unknown.",
  check: (exchange) => {
    const { operation, client, server, caller, answerer } = exchange;
    if (!server || server.security.length === 0) return [];
    const ways = client.security.length === 0 ? [new Map() as SecurityNeed] : client.security;
    const sentAnyway = new Set(client.parameters.filter(({ required }) => required).map(({ key }) => key));
    const asked = server.security.map((need) => withoutKeys(need, sentAnyway));
    const failing = ways.filter((way) => !asked.some((need) => satisfies(way, need, mayDo)));
    if (failing.length === 0) return otherIssuer(exchange, server, asked, ways);
    const base = {
      ruleId: id,
      direction: "request",
      operation,
      place: placeOf("receiver", server.at),
      fixes: [`Accept the old credentials until no ${caller} uses them.`],
    } as const;
    const why = `the ${answerer} asks for ${server.security.map(named).join(" or ")}, the ${caller} brings ${failing.map(named).join(" or ")}`;
    const observation: Observation =
      failing.length === ways.length
        ? {
            ...base,
            outcome: "breaking",
            why,
            example: {
              value: `${client.method} ${client.path} with ${ways.map(named).join(" or ")}: 401 or 403`,
              at: "",
            },
          }
        : { ...base, outcome: "unknown", why, decides: `which of its credentials the ${caller} uses` };
    return [observation];
  },
};

/** The token looks the same, but comes from somebody else. */
function otherIssuer(
  { operation, caller, answerer }: Exchange,
  server: Operation,
  asked: readonly SecurityNeed[],
  ways: readonly SecurityNeed[],
): Observation[] {
  const doubtful = ways.filter((way) => !asked.some((need) => satisfies(way, need, isSurelyTaken)));
  if (doubtful.length === 0) return [];
  const issuers = (needs: readonly SecurityNeed[]) =>
    [...new Set(needs.flatMap((need) => [...need.values()].flatMap((each) => each.issuers)))].join(" or ");
  return [
    {
      ruleId: id,
      outcome: "unknown",
      direction: "request",
      operation,
      place: placeOf("receiver", server.at),
      why: issuers(doubtful)
        ? `the ${caller}'s token comes by ${issuers(doubtful)}, the ${answerer} names ${issuers(server.security)}`
        : `nothing says which scopes the ${caller}'s token has, the ${answerer} asks for ${server.security.map(named).join(" or ")}`,
      decides: `whether the ${answerer} takes the tokens that the ${caller} gets`,
      fixes: [`Accept the old credentials until no ${caller} uses them.`],
    },
  ];
}

type Credential = SecurityNeed extends ReadonlyMap<string, infer Each> ? Each : never;

function isSurelyTaken(given: Credential, wanted: Credential): boolean {
  if (!hasScopes(given, wanted)) return false;
  return wanted.issuers.length === 0 || given.issuers.every((issuer) => wanted.issuers.includes(issuer));
}

/** An API key that the client's document has as a parameter is there. */
function withoutKeys(need: SecurityNeed, sent: ReadonlySet<string>): SecurityNeed {
  return new Map([...need].filter(([, { parameter }]) => parameter === undefined || !sent.has(parameter)));
}

/** A token of which no scopes are listed may have them. */
function mayDo(given: Credential, wanted: Credential): boolean {
  return !given.namesScopes || hasScopes(given, wanted);
}

function hasScopes(given: Credential, wanted: Credential): boolean {
  return wanted.scopes.every((scope) => given.scopes.includes(scope));
}

function satisfies(
  way: SecurityNeed,
  need: SecurityNeed,
  fits: (given: Credential, wanted: Credential) => boolean,
): boolean {
  return [...need.values()].every((wanted) =>
    [...way.values()].some((given) => given.scheme === wanted.scheme && fits(given, wanted)),
  );
}

function named(need: SecurityNeed): string {
  if (need.size === 0) return "nothing";
  return [...need]
    .map(([name, { scopes }]) => (scopes.length === 0 ? name : `${name} (${scopes.join(", ")})`))
    .join(" and ");
}
