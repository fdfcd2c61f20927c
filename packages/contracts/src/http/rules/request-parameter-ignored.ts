import { placeOf } from "../../observe.ts";
import type { ExchangeRule } from "../rule.ts";

const id = "http/request-parameter-ignored";

export const rule: ExchangeRule = {
  id,
  mirror: { waived: "a header that a client does not know is ignored by HTTP's own rules" },
  title: "The client sends a parameter that the server does not declare",
  explanation:
    "Servers commonly ignore unknown parameters, so nothing breaks on the wire; but what the client asks for is silently not done. Worth knowing for filters and switches.",
  check: ({ operation, client, parameters, answerer }) =>
    parameters.flatMap(({ client: sent, server }) =>
      !sent || server
        ? []
        : [
            {
              ruleId: id,
              outcome: "notice",
              direction: "request",
              operation,
              place: placeOf("sender", sent.at),
              why: `the ${answerer} does not declare the ${sent.in} parameter ${sent.name}: it is probably ignored`,
              example: {
                value: `${client.method} ${client.path}${sent.in === "query" ? `?${sent.name}=…` : ""}`,
                at: "",
              },
              fixes: [`Release the ${answerer} that knows the parameter first.`],
            },
          ],
    ),
};
