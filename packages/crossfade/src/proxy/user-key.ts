import { cookieValue } from "./cookie.ts";
import type { UserKeySource } from "./settings.ts";

/** Our own cookie; who has none of what is configured gets it. */
const ownCookie = "cf_id";
const ownId = /^[\w-]{8,64}$/;
const maxKeyLength = 512;

interface KeyedRequest {
  readonly raw: readonly string[];
  readonly cookie: string | undefined;
  readonly clientAddress: () => string;
}

/** What tells this user apart; undefined where the request has nothing of the kind and needs a cookie. */
export function userKeyOf(
  source: UserKeySource,
  { raw, cookie, clientAddress }: KeyedRequest,
): string | undefined {
  if (source.kind === "ip") return clientAddress();
  const key =
    source.kind === "cookie" && cookie !== undefined
      ? cookieValue(cookie, source.name)
      : source.kind === "header"
        ? headerValue(raw, source.name)
        : undefined;
  if (key !== undefined && key !== "" && key.length <= maxKeyLength) return textOf(key);
  const own = cookie === undefined ? undefined : cookieValue(cookie, ownCookie);
  return own !== undefined && ownId.test(own) ? own : undefined;
}

const ascii = /^[\x20-\x7e]*$/;

/** Node gives the bytes of a header as so many characters; a key is the text that they are in UTF-8, as everywhere. */
function textOf(bytes: string): string {
  return ascii.test(bytes) ? bytes : Buffer.from(bytes, "latin1").toString("utf8");
}

export function ownCookieHeader(id: string, isSecure: boolean): string {
  return `${ownCookie}=${id}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;
}

function headerValue(raw: readonly string[], name: string): string | undefined {
  for (let at = 0; at < raw.length; at += 2) {
    const given = raw[at] as string;
    if (given.length === name.length && given.toLowerCase() === name.toLowerCase()) return raw[at + 1];
  }
  return undefined;
}
