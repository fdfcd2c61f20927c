import type { Delivery } from "@crossfade/core";
import { columns, lines } from "../traffic/columns.ts";
import { plural } from "../words.ts";
import { Moments } from "./moments.ts";
import type { PageFrame } from "./release-page.ts";

/** Messages to the outside, the newest first: who has them, and what was answered. */
export function deliveriesText(deliveries: readonly Delivery[], { nowMs, zone }: PageFrame): string {
  if (deliveries.length === 0) return lines("No message was sent yet.");
  const moments = new Moments(nowMs, zone);
  return lines(
    columns(
      deliveries.map(({ id, endpoint, state, attempts, createdMs, lastAnswer }) => [
        id,
        endpoint,
        state,
        plural(attempts, "try", "tries"),
        moments.brief(createdMs),
        lastAnswer ?? "",
      ]),
    ),
  );
}
