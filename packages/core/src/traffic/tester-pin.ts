/**
 * A tester's pin: the only way to a dark version. It is text that says who may reach what until when, and a signature
 * over that text (HMAC-SHA-256, hex) made with the router's secret. It fits into a cookie and a header as it is, and its
 * fields can be told apart by HAProxy.
 */
export interface TesterPin {
  /** The router it was issued for. */
  readonly audience: string;
  readonly component: string;
  readonly label: string;
  /** s since 1970; it counts up to, and without, this second. */
  readonly expiresS: number;
  /** Names this pin where it is revoked. */
  readonly id: string;
}

const scheme = "cf1";
const separator = "~";
const maxPinLength = 1_024;

/** What is signed. Names are percent-encoded, `~` too, so that no name can hold a separator. */
export function signedText({ audience, component, label, expiresS, id }: TesterPin): string {
  return [scheme, ...[audience, component, label, String(expiresS), id].map(encode)].join(separator);
}

export function pinToken(pin: TesterPin, signature: string): string {
  return `${signedText(pin)}${separator}${signature}`;
}

/** A token taken apart, its signature not checked yet. Undefined: it is none. */
export function readToken(token: string): { pin: TesterPin; text: string; signature: string } | undefined {
  if (token.length > maxPinLength) return undefined;
  const parts = token.split(separator);
  const [kind, audience, component, label, expires, id, signature] = parts;
  if (parts.length !== 7 || kind !== scheme || expires === undefined || !/^[0-9]{1,12}$/.test(expires))
    return undefined;
  if (signature === undefined || !/^[0-9a-f]{64}$/.test(signature)) return undefined;
  const names = [audience, component, label, id].map(decode);
  if (names.some((name) => name === undefined || name === "")) return undefined;
  const [a = "", c = "", l = "", i = ""] = names as string[];
  const pin = { audience: a, component: c, label: l, expiresS: Number(expires), id: i };
  const text = token.slice(0, token.length - signature.length - 1);
  return signedText(pin) === text ? { pin, text, signature } : undefined;
}

function encode(name: string): string {
  return encodeURIComponent(name).replace(
    /[~!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decode(text: string | undefined): string | undefined {
  try {
    return decodeURIComponent(text ?? "");
  } catch {
    return undefined;
  }
}
