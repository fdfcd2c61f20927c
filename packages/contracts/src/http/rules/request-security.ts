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
    "None of the ways in which the client authenticates satisfies the server's version: authentication was added, its scheme changed, or a scope is needed that the client does not ask for. A token of another issuer, or got by another flow, may or may not be taken: unknown.",
  check: (exchange) => {
    const { operation, client, server } = exchange;
    if (!server || server.security.length === 0) return [];
    const ways = client.security.length === 0 ? [new Map() as SecurityNeed] : client.security;
    const failing = ways.filter((way) => !server.security.some((need) => satisfies(way, need)));
    if (failing.length === 0) return otherIssuer(exchange, server, ways);
    const base = {
      ruleId: id,
      direction: "request",
      operation,
      place: placeOf("receiver", server.at),
      fixes: ["Accept the old credentials until no client uses them."],
    } as const;
    const why = `the server asks for ${server.security.map(named).join(" or ")}, the client brings ${failing.map(named).join(" or ")}`;
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
        : { ...base, outcome: "unknown", why, decides: "which of its credentials the client uses" };
    return [observation];
  },
};

/** The token looks the same, but comes from somebody else. */
function otherIssuer(
  { operation }: Exchange,
  server: Operation,
  ways: readonly SecurityNeed[],
): Observation[] {
  const doubtful = ways.filter((way) => !server.security.some((need) => satisfies(way, need, knowsIssuer)));
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
      why: `the client's token comes by ${issuers(doubtful)}, the server names ${issuers(server.security)}`,
      decides: "whether the server takes the tokens that the client gets",
      fixes: ["Accept the old credentials until no client uses them."],
    },
  ];
}

type Credential = SecurityNeed extends ReadonlyMap<string, infer Each> ? Each : never;

function knowsIssuer(given: Credential, wanted: Credential): boolean {
  return wanted.issuers.length === 0 || given.issuers.every((issuer) => wanted.issuers.includes(issuer));
}

function satisfies(
  way: SecurityNeed,
  need: SecurityNeed,
  also: (given: Credential, wanted: Credential) => boolean = () => true,
): boolean {
  return [...need.values()].every((wanted) =>
    [...way.values()].some(
      (given) =>
        given.scheme === wanted.scheme &&
        wanted.scopes.every((scope) => given.scopes.includes(scope)) &&
        also(given, wanted),
    ),
  );
}

function named(need: SecurityNeed): string {
  if (need.size === 0) return "nothing";
  return [...need]
    .map(([name, { scopes }]) => (scopes.length === 0 ? name : `${name} (${scopes.join(", ")})`))
    .join(" and ");
}
