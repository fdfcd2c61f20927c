import { type DeprecatedThing, deprecatedFields, newlyDeprecated, toldOnce } from "../deprecation.ts";
import type { Exchange } from "../exchange.ts";
import type { MeetingRule } from "../rule.ts";

const id = "http/response-deprecated";

export const rule: MeetingRule = {
  id,
  mirror: "http/request-deprecated",
  title: "The client reads what the server has deprecated",
  explanation:
    "The server's version marks a field or a header of a response as `deprecated`, and the contract that the client was built from does not. Nothing breaks yet: it is the time to move the clients. `x-sunset` beside it is shown. Told once for each thing.",
  check: ({ exchanges }) =>
    toldOnce({ ruleId: id, direction: "response" }, [
      ...exchanges.flatMap((exchange) => [...deprecatedHeaders(exchange)]),
      ...deprecatedFields(exchanges, "response"),
    ]),
};

function* deprecatedHeaders(exchange: Exchange): Generator<DeprecatedThing> {
  for (const { sent, accepted } of exchange.replies.flatMap(({ headers }) => headers)) {
    const deprecation = sent && newlyDeprecated(accepted.at.value, sent.at.value);
    if (deprecation)
      yield { exchange, what: `the header ${sent.name}`, at: sent.at, other: accepted.at, deprecation };
  }
}
