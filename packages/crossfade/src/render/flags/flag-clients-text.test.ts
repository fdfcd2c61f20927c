import { expect, test } from "vitest";
import { clientsText } from "./flag-clients-text.ts";

test.each([
  [{ connected: 0, confirmed: 0, streams: 0, written: 0 }, "No client is connected."],
  [{ connected: 1, confirmed: 1, streams: 0, written: 0 }, "Revision 42: 1 of 1 client asked again since."],
  [
    { connected: 1_050, confirmed: 1_048, streams: 0, written: 0 },
    "Revision 42: 1,048 of 1,050 clients asked again since.",
  ],
  [
    { connected: 1_000, confirmed: 999, streams: 50, written: 49 },
    "Revision 42: 1,048 of 1,050 clients (999 of 1,000 asked again, to 49 of 50 that evaluate by themselves it was sent).",
  ],
  [
    { connected: 0, confirmed: 0, streams: 2, written: 1 },
    "Revision 42: 1 of 2 clients (to 1 of 2 that evaluate by themselves it was sent).",
  ],
])("of %j one is told: %s", (clients, expected) => {
  expect(clientsText(42, clients)).toBe(expected);
});
