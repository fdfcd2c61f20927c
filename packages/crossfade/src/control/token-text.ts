import { hash } from "node:crypto";

/** 256 bits of dice; the prefix lets scanners of leaked secrets find one. */
export const tokenBytes = 32;
const shape = /^cf_[A-Za-z0-9_-]{43}$/;

export function tokenText(dice: Uint8Array): string {
  return `cf_${Buffer.from(dice).toString("base64url")}`;
}

export function isTokenText(text: string): boolean {
  return shape.test(text);
}

/** What is kept of a token. It has 256 bits of its own, so it needs neither salt nor a slow hash. */
export function tokenHash(text: string): string {
  return hash("sha256", text, "hex");
}
