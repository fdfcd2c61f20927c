import { own } from "../../document/json.ts";
import { placeOf } from "../../observe.ts";
import type { Parameter, SecurityNeed } from "../api.ts";
import { examplePath } from "../path-template.ts";
import type { ExchangeRule } from "../rule.ts";

const id = "http/request-parameter-required";

export const rule: ExchangeRule = {
  id,
  mirror: "http/response-header-required",
  title: "The server requires a parameter that the client may leave out",
  explanation:
    "A query, header or cookie parameter is required by the server's version; the client's version does not know it or takes it for optional.",
  check: ({ operation, client, parameters, settings, caller }) =>
    parameters.flatMap(({ client: sent, server: accepted }) => {
      if (!accepted?.required || sent?.required || accepted.in === "path") return [];
      if (client.security.length > 0 && client.security.every((need) => brings(need, accepted))) return [];
      if (settings.appliesDefaults && own(accepted.schema?.value, "default") !== undefined) return [];
      const how = sent ? `the ${caller} may leave it out` : `the ${caller} does not know it`;
      return [
        {
          ruleId: id,
          outcome: "breaking",
          direction: "request",
          operation,
          place: placeOf("receiver", accepted.at),
          why: `the ${accepted.in} parameter ${accepted.name} is required, ${how}`,
          example: { value: `${client.method} ${examplePath(client.path)}`, at: "" },
          fixes: [
            `Make the parameter optional until every live ${caller} sends it.`,
            `Release the ${caller}s that send it first.`,
          ],
        },
      ];
    }),
};

/** An API key that the server's document has as a parameter. */
function brings(need: SecurityNeed, { key }: Parameter): boolean {
  return [...need.values()].some(({ parameter }) => parameter === key);
}
