import type { Observation } from "@crossfade/core";
import { placeOf } from "../../observe.ts";
import type { Operation } from "../api.ts";
import type { Exchange } from "../exchange.ts";
import type { ExchangeRule } from "../rule.ts";

const id = "http/response-status";

export const rule: ExchangeRule = {
  id,
  mirror: { waived: "requests have no status" },
  title: "The server answers with a status that the client does not know",
  explanation:
    "A success status of the server's version is not in the contract that the client was built from. If they share none, the client cannot recognise a success: that breaks. If they share some, what the client does with the other one is not written anywhere: unknown. A server whose contract has no success left at all breaks every client that knows one.",
  check: (exchange) => {
    const { operation, client, server, replies, caller, answerer } = exchange;
    if (!server || client.responses.size === 0 || client.unresolved.length > 0) return [];
    const none = noSuccessLeft(exchange, server);
    if (none) return [none];
    const successes = replies.filter(({ sent }) => isSuccess(sent.status));
    const shared = successes.some(({ accepted }) => accepted && accepted.status !== "default");
    return successes.flatMap(({ sent, accepted }): Observation[] => {
      if (accepted && (accepted.status !== "default" || !hasSuccess(client.responses.keys()))) return [];
      const base = {
        ruleId: id,
        direction: "response",
        operation,
        place: placeOf("receiver", sent.at),
        example: { value: `HTTP/1.1 ${sent.status}`, at: "" },
      } as const;
      const known = [...client.responses.keys()].join(", ");
      const partial =
        sent.status.endsWith("XX") &&
        [...client.responses.keys()].some((status) => status[0] === sent.status[0]);
      if (shared || partial) {
        return [
          {
            ...base,
            outcome: "unknown",
            why: `the ${answerer} may answer ${sent.status}, the ${caller} knows ${known}`,
            decides: `what the ${caller} does with ${sent.status}`,
            fixes: [`Declare ${sent.status} in the ${caller}'s contract if it copes with it.`],
          },
        ];
      }
      return [
        {
          ...base,
          outcome: "breaking",
          why: `the ${answerer} answers success as ${sent.status}, the ${caller} knows ${known}`,
          fixes: [`Keep the old status until no ${caller} that checks it is live.`],
        },
      ];
    });
  },
};

/** A redirection that the client knows, or is told about below, is an answer too; "not modified" is none. */
function noSuccessLeft(
  { operation, client, caller, answerer }: Exchange,
  server: Operation,
): Observation | undefined {
  const may = [...server.responses.keys()];
  const known = [...client.responses.keys()].filter((status) => status.startsWith("2"));
  const left = may.some((status) => (isSuccess(status) && status !== "304") || status === "default");
  if (known.length === 0 || left || server.unresolved.length > 0) return undefined;
  return {
    ruleId: id,
    outcome: "breaking",
    direction: "response",
    operation,
    place: placeOf("receiver", server.at),
    why: `no success answer is left: the ${caller} knows ${known.join(", ")}, the ${answerer} answers ${may.join(", ") || "nothing that its contract names"}`,
    example: { value: may[0] ? `HTTP/1.1 ${may[0]}` : "no answer is declared", at: "" },
    fixes: [`Keep the old status until no ${caller} that checks it is live.`],
  };
}

function isSuccess(status: string): boolean {
  return /^[23]/.test(status);
}
function hasSuccess(statuses: Iterable<string>): boolean {
  return [...statuses].some(isSuccess);
}
