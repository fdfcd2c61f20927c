import type { TesterPin } from "@crossfade/core";
import { forTerminal } from "../escape.ts";
import { lines } from "./columns.ts";

/** Shown once: whoever holds it sees the version. */
export function testerPinText(pin: TesterPin, token: string): string {
  const { component, label, id, expiresS } = pin;
  const until = new Date(expiresS * 1_000).toISOString().slice(0, 16).replace("T", " ");
  return lines(
    forTerminal(`A tester's pin for ${component} ${label}, valid until ${until} UTC. It is shown this once:`),
    "",
    `  ${token}`,
    "",
    `cookie  cf_tester=${token}`,
    `header  x-cf-tester: ${token}`,
    forTerminal(`revoke  trafficctl unpin ${component} --tester ${id}`),
  );
}
