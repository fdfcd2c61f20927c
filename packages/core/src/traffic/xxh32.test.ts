import { expect, test } from "vitest";
import { bucketOf } from "./bucket.ts";
import { xxh32 } from "./xxh32.ts";

/** Computed with the reference implementation, xxhsum 0.8; seed 0. */
test.each([
  ["", 0x02cc5d05],
  ["a", 0x550d7456],
  ["abc", 0x32d153ff],
  ["Nobody inspects the spammish repetition", 0xe2293b2f],
])("the hash of %j is that of the reference", (text, hash) => {
  expect(xxh32(text)).toBe(hash);
});

test("a text is hashed by its UTF-8 bytes, and a lone surrogate by those of U+FFFD", () => {
  expect(xxh32("\ud800")).toBe(xxh32("\ufffd"));
  expect(new Set(["é", "e", "€", "😀"].map(xxh32)).size).toBe(4);
});

/** Golden, by xxhsum too: whoever changes one of these moves users in the middle of a release. */
test.each([
  ["r42", "u-17", 160],
  ["r42", "u-18", 8_529],
  ["r43", "u-17", 8_563],
  ["", "", 4_868],
  ["r42", "grüße@example.com", 3_913],
  ["a-salt-of-more-than-sixteen-bytes", "3f0c7d52-6c1f-4a43-9a0e-5d1f6a3f9f10", 7_594],
])("the bucket of salt %j and key %j stays", (salt, key, bucket) => {
  expect(bucketOf(salt, key)).toBe(bucket);
});
