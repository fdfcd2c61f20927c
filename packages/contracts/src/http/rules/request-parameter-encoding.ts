import type { Observation } from "@crossfade/core";
import { own } from "../../document/json.ts";
import { placeOf } from "../../observe.ts";
import type { Parameter } from "../api.ts";
import type { Exchange } from "../exchange.ts";
import type { ExchangeRule } from "../rule.ts";
import { writingDifference, writingText } from "../wire-form.ts";

const id = "http/request-parameter-encoding";

export const rule: ExchangeRule = {
  id,
  mirror: "http/response-header-encoding",
  title: "The client writes a parameter in a way that the server does not read",
  explanation:
    "`style`, `explode` or `content` of a parameter differ, and so does the text of a value on the wire: a=1&a=2 is not a=1,2. Of a matrix parameter the name is a part of the text, too. Where a schema does not say what is written, or OpenAPI does not say how, the answer is unknown.",
  check: (exchange) =>
    exchange.parameters.flatMap(({ client, server }) =>
      client && server ? compared(exchange, client, server) : [],
    ),
};

function compared(exchange: Exchange, client: Parameter, server: Parameter): Observation[] {
  const base = {
    ruleId: id,
    direction: "request",
    operation: exchange.operation,
    place: placeOf("receiver", server.at),
    other: placeOf("sender", client.at),
    fixes: [`Read both ways of writing it until no ${exchange.caller} uses the old one.`],
  } as const;
  const named = `the ${client.in} parameter ${client.name}`;
  const decides = "the same way of writing it on both sides";
  const flags = ["allowReserved", "allowEmptyValue"].filter(
    (flag) => own(client.at.value, flag) === true && own(server.at.value, flag) !== true,
  );
  if (flags.length > 0) {
    const why = `${named} says ${flags.join(", ")} for the ${exchange.caller} only`;
    return [{ ...base, outcome: "unknown", why, decides }];
  }
  const difference = writingDifference(
    { ...client, source: exchange.clientApi.schemas },
    { ...server, source: exchange.serverApi.schemas },
  );
  if (!difference) return [];
  const renamed = client.name === server.name ? "" : ` and is named ${server.name}`;
  const why = `${named} is written as ${writingText(client)}, read as ${writingText(server)}${renamed}`;
  const example = { value: shown(client, difference.example), at: "" };
  return [
    difference.certain
      ? { ...base, outcome: "breaking", why, example }
      : { ...base, outcome: "unknown", why, decides, example },
  ];
}

function shown({ in: place, name }: Parameter, text: string): string {
  if (place === "query") return `?${text}`;
  if (place === "cookie") return `Cookie: ${text}`;
  return place === "header" ? `${name}: ${text}` : text;
}
