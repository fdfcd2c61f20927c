import { own } from "../document/json.ts";
import { below, type Location } from "../document/library.ts";
import { SchemaComparison } from "../schema/comparison.ts";
import { acceptedView, sentView } from "../schema/view.ts";
import type { Exchange } from "./exchange.ts";

/**
 * OpenAPI has `Accept`, `Content-Type` and `Authorization` ignored among the parameters: media types and security say it.
 * Documents tell versions apart by them all the same. Is all that may be sent by the one description surely taken by the
 * other? What has no schema on either side is not told here.
 */
export function takesHeader(exchange: Exchange, name: string, ours: Location, theirs: Location): boolean {
  const [sent, accepted] = [below(ours, "schema"), below(theirs, "schema")];
  if (!isOverruled(name) || sent.value === undefined || accepted.value === undefined) return false;
  const { clientApi, serverApi, settings, client } = exchange;
  const isSent = own(ours.value, "required") === true || (name === "header content-type" && client.body);
  if (own(theirs.value, "required") === true && !isSent) return false;
  const comparison = new SchemaComparison(clientApi.schemas, serverApi.schemas, "assert");
  const views = [sentView(settings.world, "either"), acceptedView(settings.receiver, "either")] as const;
  const { mismatches, gaps } = comparison.compare(sent, accepted, ...views);
  return mismatches.length + gaps.length === 0;
}

function isOverruled(name: string): boolean {
  return ["header accept", "header content-type", "header authorization"].includes(name);
}
