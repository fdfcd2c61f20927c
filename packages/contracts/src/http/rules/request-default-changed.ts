import { canonicalJson, own } from "../../document/json.ts";
import { placeOf } from "../../observe.ts";
import type { ExchangeRule } from "../rule.ts";

const id = "http/request-default-changed";

export const rule: ExchangeRule = {
  id,
  mirror: { waived: "a default fills in what a request leaves out; responses have none" },
  title: "A parameter that is left out means something else",
  explanation:
    "The default of a parameter differs. Nothing breaks on the wire, but a client that leaves the parameter out gets another result than the contract it was built from says.",
  check: ({ operation, parameters }) =>
    parameters.flatMap(({ client, server }) => {
      const before = own(client?.schema?.value, "default");
      const after = own(server?.schema?.value, "default");
      if (
        !client ||
        !server ||
        client.required ||
        before === undefined ||
        canonicalJson(before) === canonicalJson(after ?? null)
      )
        return [];
      const now = after === undefined ? "none" : JSON.stringify(after);
      return [
        {
          ruleId: id,
          outcome: "notice",
          direction: "request",
          operation,
          place: placeOf("receiver", server.at),
          why: `the default of the ${client.in} parameter ${client.name} is ${JSON.stringify(before)} for the client, ${now} for the server`,
          fixes: ["Have clients send the value that they mean."],
        },
      ];
    }),
};
