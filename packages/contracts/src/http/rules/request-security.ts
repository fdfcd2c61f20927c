import type { Observation } from "@crossfade/core";
import { placeOf } from "../../observe.ts";
import type { SecurityNeed } from "../api.ts";
import type { ExchangeRule } from "../rule.ts";

const id = "http/request-security";

export const rule: ExchangeRule = {
  id,
  mirror: { waived: "responses carry no credentials" },
  title: "The client's credentials are not what the server asks for",
  explanation:
    "None of the ways in which the client authenticates satisfies the server's version: authentication was added, its scheme changed, or a scope is needed that the client does not ask for.",
  check: ({ operation, client, server }) => {
    if (!server || server.security.length === 0) return [];
    const ways = client.security.length === 0 ? [new Map() as SecurityNeed] : client.security;
    const failing = ways.filter((way) => !server.security.some((need) => satisfies(way, need)));
    if (failing.length === 0) return [];
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

function satisfies(way: SecurityNeed, need: SecurityNeed): boolean {
  return [...need.values()].every((wanted) =>
    [...way.values()].some(
      (given) =>
        given.scheme === wanted.scheme && wanted.scopes.every((scope) => given.scopes.includes(scope)),
    ),
  );
}

function named(need: SecurityNeed): string {
  if (need.size === 0) return "nothing";
  return [...need]
    .map(([name, { scopes }]) => (scopes.length === 0 ? name : `${name} (${scopes.join(", ")})`))
    .join(" and ");
}
