import { expect, test } from "vitest";
import { givenRequestId, peerOf, pushForwarding } from "./forwarding-headers.ts";
import { type RequestHead, readRequestHead } from "./request-head.ts";
import { clientAddress, plainAddress, TrustedPeers } from "./trusted-peers.ts";

function forwarded(raw: readonly string[], address: string, isTrusted: boolean) {
  const out: string[] = [];
  const head = readRequestHead(["host", "shop:80", ...raw], { isTrusted, maxHeaders: 100 }) as RequestHead;
  pushForwarding(out, head, peerOf(address, isTrusted));
  return Object.fromEntries(out.flatMap((name, at) => (at % 2 === 0 ? [[name, out[at + 1]]] : [])));
}

test("a stranger's request is said to come from the stranger, whatever it says itself", () => {
  const said = ["x-forwarded-for", "1.1.1.1", "x-forwarded-proto", "https", "forwarded", "for=1.1.1.1"];
  expect(forwarded(said, "9.9.9.9", false)).toEqual({
    "x-forwarded-for": "9.9.9.9",
    "x-forwarded-proto": "http",
    "x-forwarded-host": "shop:80",
    forwarded: 'for=9.9.9.9;host="shop:80";proto=http',
  });
});

test("a trusted peer's chain is appended to", () => {
  const said = [
    "x-forwarded-for",
    "1.1.1.1",
    "x-forwarded-proto",
    "https",
    "x-forwarded-host",
    "shop.example",
  ];
  expect(forwarded([...said, "forwarded", "for=1.1.1.1"], "::2", true)).toEqual({
    "x-forwarded-for": "1.1.1.1, ::2",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "shop.example",
    forwarded: 'for=1.1.1.1, for="[::2]";host="shop:80";proto=https',
  });
});

const trusted = new TrustedPeers(["10.0.0.0/8", "::1", "192.0.2.7"]);

test.each([
  ["10.9.9.9", true],
  ["11.0.0.1", false],
  ["::1", true],
  ["::2", false],
  ["192.0.2.7", true],
  ["", false],
  ["nobody", false],
])("%j is trusted: %j", (address, isTrusted) => {
  expect(trusted.has(address)).toBe(isTrusted);
});

test.each([
  ["9.9.9.9", "1.1.1.1", "9.9.9.9"],
  ["10.0.0.1", undefined, "10.0.0.1"],
  ["10.0.0.1", "1.1.1.1", "1.1.1.1"],
  ["10.0.0.1", "6.6.6.6, 1.1.1.1, 10.0.0.2", "1.1.1.1"],
  ["10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"],
  ["10.0.0.1", "1.1.1.1, nonsense", "10.0.0.1"],
  ["10.0.0.1", "::ffff:1.1.1.1", "1.1.1.1"],
])("from %s with %j the client is %s", (peer, chain, client) => {
  expect(clientAddress(peer, chain, trusted)).toBe(client);
});

test("an IPv4 address in IPv6 clothes is itself", () => {
  expect(["::ffff:10.0.0.7", "::1", "10.0.0.7"].map(plainAddress)).toEqual(["10.0.0.7", "::1", "10.0.0.7"]);
});

test.each([
  ["r-1.a:b", "r-1.a:b"],
  ["with blank", undefined],
  ["", undefined],
  ["x".repeat(129), undefined],
])("a given request id %j is taken as %j", (id, taken) => {
  const raw = ["host", "shop", "x-request-id", id];
  expect(givenRequestId(readRequestHead(raw, { isTrusted: true, maxHeaders: 9 }) as RequestHead)).toBe(taken);
});
