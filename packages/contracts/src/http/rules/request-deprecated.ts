import { type DeprecatedThing, deprecatedFields, newlyDeprecated, toldOnce } from "../deprecation.ts";
import type { Exchange } from "../exchange.ts";
import type { MeetingRule } from "../rule.ts";

const id = "http/request-deprecated";

export const rule: MeetingRule = {
  id,
  mirror: "http/response-deprecated",
  title: "The client calls or sends what the server has deprecated",
  explanation:
    "The server's version marks an operation, a parameter or a field of the request as `deprecated`, and the contract that the client was built from does not. Nothing breaks yet: it is the time to move the clients. `x-sunset` beside it is shown. Told once for each thing.",
  check: ({ exchanges }) =>
    toldOnce({ ruleId: id, direction: "request" }, [
      ...exchanges.flatMap((exchange) => [...deprecatedIn(exchange)]),
      ...deprecatedFields(exchanges, "request"),
    ]),
};

function* deprecatedIn(exchange: Exchange): Generator<DeprecatedThing> {
  const { client, server, parameters } = exchange;
  if (!server) return;
  const whole = newlyDeprecated(client.at.value, server.at.value);
  if (whole) yield { exchange, what: "the operation", at: server.at, other: client.at, deprecation: whole };
  for (const { client: sent, server: accepted } of parameters) {
    const deprecation = sent && accepted && newlyDeprecated(sent.at.value, accepted.at.value);
    const what = `the ${sent?.in} parameter ${sent?.name}`;
    if (deprecation) yield { exchange, what, at: accepted.at, other: sent.at, deprecation };
  }
}
