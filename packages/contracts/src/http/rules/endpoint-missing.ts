import { placeOf } from "../../observe.ts";
import { examplePath } from "../path-template.ts";
import type { ExchangeRule } from "../rule.ts";

const id = "http/endpoint-missing";

export const rule: ExchangeRule = {
  id,
  mirror: {
    waived: "only the client opens an exchange; calls that the server makes are http/webhooks-differ",
  },
  title: "The client calls an endpoint that the server does not have",
  explanation:
    "The client's version may call a path and method that the server's version does not declare: the answer is 404 or 405. It happens when an endpoint is removed while old clients are live, and when a new client goes out before the server that serves it.",
  check: ({ operation, client, server, takers, serverApi, isPathKnown }) => {
    if (server) return [];
    const base = {
      ruleId: id,
      direction: "request",
      operation,
      place: placeOf("sender", client.at),
    } as const;
    const [taker] = takers;
    if (taker || serverApi.unresolved.length > 0) {
      const reason = taker ? `${taker.name} would take the request` : `${serverApi.unresolved[0]?.why}`;
      return [
        {
          ...base,
          outcome: "unknown",
          why: `the server does not declare ${operation}, but ${reason}`,
          decides: `whether the server serves ${operation}`,
          fixes: [`Declare ${operation} in the server's contract if it is served.`],
        },
      ];
    }
    const path = examplePath(client.path);
    const status = isPathKnown ? "405 Method Not Allowed" : "404 Not Found";
    return [
      {
        ...base,
        outcome: "breaking",
        why: `the client may call ${operation}, which the server does not have (${status})`,
        example: { value: `${client.method} ${path}`, at: "" },
        fixes: [
          "Release the server that has the endpoint before the clients that call it.",
          "Keep the endpoint until no client that calls it is live.",
        ],
      },
    ];
  },
};
