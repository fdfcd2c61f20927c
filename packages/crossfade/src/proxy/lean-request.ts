import { IncomingMessage } from "node:http";

/**
 * A request that does not gather its headers into an object: the proxy reads them as they came. Node's server itself asks
 * for `expect` only (and for `te`, of HTTP/1.0, where nobody may send it).
 */
export class LeanRequest extends IncomingMessage {}

Object.defineProperty(LeanRequest.prototype, "headers", {
  get(this: LeanRequest): IncomingMessage["headers"] {
    const raw = this.rawHeaders;
    for (let at = 0; at < raw.length; at += 2) {
      const name = raw[at] as string;
      if (name.length === expect.length && name.toLowerCase() === expect) return { expect: raw[at + 1] };
    }
    return none;
  },
});

const expect = "expect";
const none: IncomingMessage["headers"] = Object.freeze({});
