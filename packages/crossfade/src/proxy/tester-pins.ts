import { createHmac, timingSafeEqual } from "node:crypto";
import { readToken, type TesterPin } from "@crossfade/core";

/** Tells real tester pins of this router from others. */
export class TesterPins {
  readonly #secret: Uint8Array;
  readonly #audience: string;
  /** Tokens whose signature is right: a tester shows the same one with every request. */
  readonly #signed = new Map<string, TesterPin>();

  constructor(secret: Uint8Array, audience: string) {
    this.#secret = secret;
    this.#audience = audience;
  }

  /** The pin, if it was issued for this router and counts now. Whether it was revoked is for the caller to see. */
  read(token: string, nowS: number): TesterPin | undefined {
    const pin = this.#signed.get(token) ?? this.#verified(token);
    return pin !== undefined && nowS < pin.expiresS ? pin : undefined;
  }

  #verified(token: string): TesterPin | undefined {
    const read = readToken(token);
    if (read === undefined || read.pin.audience !== this.#audience) return undefined;
    const expected = createHmac("sha256", this.#secret).update(read.text).digest();
    if (!timingSafeEqual(expected, Buffer.from(read.signature, "hex"))) return undefined;
    if (this.#signed.size >= maxRemembered) this.#signed.clear();
    this.#signed.set(token, read.pin);
    return read.pin;
  }
}

const maxRemembered = 256;
