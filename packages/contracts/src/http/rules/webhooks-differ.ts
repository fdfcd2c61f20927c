import type { Observation } from "@crossfade/core";
import { placeOf } from "../../observe.ts";
import type { Operation } from "../api.ts";
import type { BackCall } from "../back-calls.ts";
import type { MeetingRule } from "../rule.ts";

const id = "http/webhooks-differ";

export const rule: MeetingRule = {
  id,
  mirror: id,
  title: "Only one side's contract has a call that the server makes",
  explanation:
    "OpenAPI documents also name calls that the server makes to its clients: callbacks and webhooks. Where both documents have one it is compared as any call, with the roles exchanged. A call that the client's contract does not know, or that is made to another address than the client reads there, is unknown, unless the client never says where it could be called. One that the server's version does not make is a remark: the client waits for it in vain.",
  check: ({ client, server, back }) => [
    ...back.unread.map(
      ({ by, at, why, decides }): Observation => ({
        ...about(by === "client" ? placeOf("sender", at) : placeOf("receiver", at)),
        outcome: "unknown",
        why: `what the ${by}'s contract says of callbacks or webhooks is not known: ${why}`,
        decides,
        fixes: ["Keep a copy of the document that it refers to in the repository."],
      }),
    ),
    ...back.calls.flatMap((call) =>
      observed(call, placeOf("sender", client.root), placeOf("receiver", server.root)),
    ),
  ],
};

function about(place: Observation["place"], operation?: Operation) {
  return {
    ruleId: id,
    direction: "callback",
    place,
    ...(operation ? { operation: operation.name, example: { value: requestLine(operation), at: "" } } : {}),
  } as const;
}

function observed(
  { sent, accepted, reachable }: BackCall,
  clientRoot: Observation["place"],
  serverRoot: Observation["place"],
): Observation[] {
  if (!sent) return accepted ? [inVain(accepted, serverRoot)] : [];
  if (!accepted) return [reachable ? unexpected(sent, clientRoot) : neverCalled(sent, clientRoot)];
  if (sent.path === accepted.path) return [];
  return [
    {
      ...about(placeOf("receiver", sent.at), sent),
      outcome: "unknown",
      other: placeOf("sender", accepted.at),
      why: `the server calls ${sent.path}, the client expects it at ${accepted.path}`,
      decides: "the same address on both sides",
      fixes: ["Keep calling the old address until no client expects it there."],
    },
  ];
}

function inVain(accepted: Operation, other: Observation["place"]): Observation {
  return {
    ...about(placeOf("sender", accepted.at), accepted),
    outcome: "notice",
    other,
    why: "the server does not make this call: the client waits for it in vain",
    fixes: ["Release the server that makes the call first.", "Keep making it until no client waits for it."],
  };
}

function unexpected(sent: Operation, other: Observation["place"]): Observation {
  return {
    ...about(placeOf("receiver", sent.at), sent),
    outcome: "unknown",
    other,
    why: "the server may make this call, which the client's contract does not have",
    decides: `whether the client takes ${requestLine(sent)}`,
    fixes: ["Release the clients that take the call first.", "Make it only to those who asked for it."],
  };
}

function neverCalled(sent: Operation, other: Observation["place"]): Observation {
  return {
    ...about(placeOf("receiver", sent.at), sent),
    outcome: "notice",
    other,
    why: "the server would make this call, but the client never says where to",
    fixes: ["Release the clients that take the call."],
  };
}

/** "POST {$request.body#/url}", "POST paid". */
function requestLine({ method, path }: Operation): string {
  return `${method} ${path}`;
}
