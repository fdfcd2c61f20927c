import { dice } from "../support/random-value.ts";
import { compositionKinds } from "./composition-kinds.ts";
import { hiddenKinds } from "./hidden-kinds.ts";
import { listKinds } from "./list-kinds.ts";
import { objectKinds } from "./object-kinds.ts";
import { type Place, placesOf } from "./places.ts";
import { exchangedSomewhere, triedSomewhere, triedTogether } from "./random-trials.ts";
import { requestKinds } from "./request-kinds.ts";
import { responseKinds } from "./response-kinds.ts";
import { inOpenApi31, messagesOf, type SpecificationName, slicesOf } from "./specification.ts";
import type { Trial } from "./trial.ts";
import { valueKinds } from "./value-kinds.ts";

export const schemaKinds = [...valueKinds, ...objectKinds, ...listKinds, ...compositionKinds, ...hiddenKinds];
export const exchangeKinds = [...requestKinds, ...responseKinds];

/** Every operation, every other one in OpenAPI 3.1. */
export function slicesInBothVersions(root: string, names: readonly SpecificationName[]) {
  return names
    .flatMap((name) => slicesOf(root, name))
    .map((slice, index) => (index % 2 === 0 ? slice : inOpenApi31(slice)));
}

/** Every kind of change at so many random places. One seed, one campaign. */
export function campaign(
  root: string,
  names: readonly SpecificationName[],
  count: number,
  seed: number,
): readonly Trial[] {
  const slices = slicesInBothVersions(root, names);
  return [
    ...schemaCampaign(slices.flatMap(placesOf), count, seed),
    ...exchangeKinds.flatMap((kind, index) =>
      exchangedSomewhere(kind, slices, count, dice(seed * 1000 + 500 + index)),
    ),
  ];
}

/** The same of messages. What a message says of itself in its context is left as it is: it would be another message. */
export function messageCampaign(root: string, count: number, seed: number): readonly Trial[] {
  const places = messagesOf(root).flatMap(placesOf);
  return schemaCampaign(
    places.filter(({ steps }) => !steps.includes("context")),
    count,
    seed,
  );
}

/** How many pairs of changes are tried where each kind is tried once. */
const pairsPerKind = 20;

/** Each kind has dice of its own, so that another kind before it changes nothing. */
function schemaCampaign(places: readonly Place[], count: number, seed: number): readonly Trial[] {
  return [
    ...schemaKinds.flatMap((kind, index) => triedSomewhere(kind, places, count, dice(seed * 1000 + index))),
    ...triedTogether(schemaKinds, places, pairsPerKind * count, dice(seed * 1000 + 999)),
  ];
}
