import { CrossfadeError } from "@crossfade/core";

export const defaultServer = "http://127.0.0.1:7717";
/** Where the API lies; its number changes when an old client could no longer be answered. */
export const apiPath = "/api/v1";

/** The origin of what a person wrote; undefined for anything but an origin of http or https. */
export function serverOrigin(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) return undefined;
  const isBare = url.username === "" && url.password === "" && url.search === "" && url.hash === "";
  return isBare && url.pathname === "/" ? url.origin : undefined;
}

/** A token is a password: it goes over the network only encrypted, unless somebody says that the network is theirs. CF_SERVER_INSECURE */
export function admitServer(origin: string, mayBeInsecure: boolean): void {
  const { protocol, hostname } = new URL(origin);
  if (protocol === "https:" || isLoopback(hostname) || mayBeInsecure) return;
  throw new CrossfadeError("CF_SERVER_INSECURE", { server: origin });
}

export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname === "[::1]" ||
    hostname === "::1" ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
}
