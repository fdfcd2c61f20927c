import { own } from "../document/json.ts";
import { Recent } from "../document/recent.ts";
import type { Difference } from "../schema/comparison.ts";
import type { SchemaSource } from "../schema/schema-source.ts";
import { acceptedView, sentView } from "../schema/view.ts";
import type { Content } from "./api.ts";
import type { ContentPair, Exchange, HeaderPair, ParameterPair } from "./exchange.ts";
import { bareType } from "./media-type.ts";
import { type TextEnd, WireTexts } from "./wire-texts.ts";

/** What a parameter's schemas disagree about, as far as the texts on the wire do. */
export function parameterDifference(
  exchange: Exchange,
  { client, server, taken, difference }: ParameterPair,
) {
  const { world, receiver, appliesDefaults } = exchange.settings;
  const flow = exchange.flow("request");
  const [source, schemas] = [exchange.clientApi.schemas, exchange.serverApi.schemas];
  return onTheWire(
    difference,
    { source, schema: client?.schema, content: client?.content, view: sentView(world, flow) },
    {
      source: schemas,
      schema: taken,
      content: server?.content,
      view: acceptedView(receiver, flow, appliesDefaults),
    },
  );
}

/** The same of the body of a request: a form's fields are texts. */
export function requestDifference(exchange: Exchange, { sent, accepted, difference }: ContentPair) {
  if (!accepted || !isForm(sent) || !isForm(accepted)) return difference;
  const { world, receiver, appliesDefaults } = exchange.settings;
  const flow = exchange.flow("request");
  const [source, schemas] = [exchange.clientApi.schemas, exchange.serverApi.schemas];
  return onTheWire(
    difference,
    { source, schema: sent.schema, content: undefined, view: sentView(world, flow) },
    {
      source: schemas,
      schema: accepted.schema,
      content: undefined,
      view: acceptedView(receiver, flow, appliesDefaults),
    },
  );
}

const forms = ["application/x-www-form-urlencoded", "multipart/form-data"];

/** Without an `encoding`, by which a field may be anything. */
function isForm({ mediaType, at }: Content): boolean {
  return forms.includes(bareType(mediaType)) && own(at.value, "encoding") === undefined;
}

/** The same of a header of an answer. */
export function headerDifference(exchange: Exchange, { sent, accepted, difference }: HeaderPair) {
  const { world, replyReceiver } = exchange.settings;
  const flow = exchange.flow("response");
  const [source, schemas] = [exchange.serverApi.schemas, exchange.clientApi.schemas];
  return onTheWire(
    difference,
    { source, schema: sent?.schema, content: sent?.content, view: sentView(world, flow) },
    {
      source: schemas,
      schema: accepted.schema,
      content: accepted.content,
      view: acceptedView(replyReceiver, flow),
    },
  );
}

/** Several rules ask for the same. */
const known = new WeakMap<Difference, Difference>();
const recent = new Recent<SchemaSource, WireTexts>(4, (sent, accepted) => new WireTexts(sent, accepted));

function onTheWire(difference: Difference, sent: TextEnd, accepted: TextEnd): Difference {
  if (difference.mismatches.length === 0) return difference;
  const found =
    known.get(difference) ?? recent.of(sent.source, accepted.source).difference(difference, sent, accepted);
  known.set(difference, found);
  return found;
}
