import { bucketOf } from "@crossfade/core";
import { expect, test } from "vitest";
import { ownCookieHeader, userKeyOf } from "./user-key.ts";

const raw = ["Host", "shop", "X-User", "u-9"];
const clientAddress = () => "10.0.0.1";

test.each([
  [{ kind: "cookie", name: "uid" }, "uid=u-7; cf_id=12345678", "u-7"],
  [{ kind: "cookie", name: "uid" }, "cf_id=12345678", "12345678"],
  [{ kind: "cookie", name: "uid" }, "uid=; cf_id=12345678", "12345678"],
  [{ kind: "cookie", name: "uid" }, "other=1", undefined],
  [{ kind: "cookie", name: "uid" }, undefined, undefined],
  [{ kind: "cookie", name: "uid" }, `uid=${"x".repeat(513)}`, undefined],
  [{ kind: "header", name: "x-user" }, "cf_id=12345678", "u-9"],
  [{ kind: "header", name: "x-other" }, "cf_id=12345678", "12345678"],
  [{ kind: "ip" }, "cf_id=12345678", "10.0.0.1"],
  [{ kind: "own-cookie" }, "cf_id=12345678", "12345678"],
  [{ kind: "own-cookie" }, "cf_id=short", undefined],
  [{ kind: "own-cookie" }, 'cf_id="quoted-and-long"', undefined],
] as const)("%j of %j tells this user apart: %j", (source, cookie, key) => {
  expect(userKeyOf(source, { raw, cookie, clientAddress })).toBe(key);
});

test("a key is the text that its bytes are in UTF-8, so that every router gives it the same bucket", () => {
  const onTheWire = Buffer.from("grüße@example.com", "utf8").toString("latin1");
  const source = { kind: "cookie", name: "uid" } as const;
  const key = userKeyOf(source, { raw, cookie: `uid=${onTheWire}`, clientAddress });
  expect(bucketOf("r42", key ?? "")).toBe(3_913);
});

test("our cookie is for the server's eyes, and for https only where it came by https", () => {
  expect(ownCookieHeader("id", true)).toBe(
    "cf_id=id; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax; Secure",
  );
  expect(ownCookieHeader("id", false)).not.toContain("Secure");
});
