import type { Observation } from "@crossfade/core";
import { own } from "../../document/json.ts";
import { placeOf } from "../../observe.ts";
import type { Api, Parameter } from "../api.ts";
import type { Exchange } from "../exchange.ts";
import type { ExchangeRule } from "../rule.ts";

const id = "http/request-parameter-encoding";

export const rule: ExchangeRule = {
  id,
  mirror: { waived: "response headers have one style only (simple)" },
  title: "The client writes a parameter in a way that the server does not read",
  explanation:
    "`style`, `explode` or `content` of a parameter differ. For lists and objects the same value then looks different on the wire: a=1&a=2 is not a=1,2.",
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
    fixes: ["Read both ways of writing it until no client uses the old one."],
  } as const;
  const named = `the ${client.in} parameter ${client.name}`;
  const unclear = (why: string): Observation[] => [
    { ...base, outcome: "unknown", why, decides: "the same way of writing it on both sides" },
  ];
  if (client.content !== server.content)
    return unclear(
      `${named} is written as ${client.content ?? client.style}, read as ${server.content ?? server.style}`,
    );
  if (client.content !== undefined) return [];
  const flags = ["allowReserved", "allowEmptyValue"].filter(
    (flag) => own(client.at.value, flag) === true && own(server.at.value, flag) !== true,
  );
  if (flags.length > 0) return unclear(`${named} says ${flags.join(", ")} for the client only`);
  const prefixed = ["matrix", "label"];
  const plain = isPlain(exchange.clientApi, client) && isPlain(exchange.serverApi, server);
  if (
    plain &&
    (client.style === server.style || !(prefixed.includes(client.style) || prefixed.includes(server.style)))
  )
    return [];
  if (client.style === server.style && client.explode === server.explode) return [];
  const written = ({ style, explode }: Parameter) => `${style}${explode ? ", exploded" : ""}`;
  const why = `${named} is written as ${written(client)}, read as ${written(server)}`;
  if (!isList(client) || !isList(server))
    return plain ? [{ ...base, outcome: "breaking", why }] : unclear(why);
  return [{ ...base, outcome: "breaking", why, example: { value: shown(client), at: "" } }];
}

/** Surely neither a list nor an object. */
function isPlain(api: Api, { schema }: Parameter): boolean {
  const target = schema && api.schemas.target(schema);
  const type = own(target?.value, "type");
  const types = Array.isArray(type) ? type : [type];
  return types.every((name) => ["string", "number", "integer", "boolean", "null"].includes(String(name)));
}

function isList({ schema }: Parameter): boolean {
  return own(schema?.value, "type") === "array";
}

function shown({ name, style, explode, in: place }: Parameter): string {
  if (place !== "query") return explode ? `${name}: 1,2 (exploded)` : `${name}: 1,2`;
  if (explode) return `?${name}=1&${name}=2`;
  const between = { spaceDelimited: "%20", pipeDelimited: "|" }[style] ?? ",";
  return `?${name}=1${between}2`;
}
