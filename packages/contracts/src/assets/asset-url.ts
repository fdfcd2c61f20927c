import { percentDecoded } from "../document/pointer.ts";

export interface AssetUrl {
  readonly path: string;
  readonly origin?: string;
}

/** What a URL names: undefined where it is no file to be fetched (`data:`, `blob:`) or is empty. */
export function assetUrl(text: string, base = ""): AssetUrl | undefined {
  const bare = text.trim().replace(/[?#].*$/s, "");
  const own = originOf(bare);
  if (own === undefined && /^[a-z][a-z0-9+.-]*:/i.test(bare)) return undefined;
  const absolute = own !== undefined || bare.startsWith("/");
  const start = absolute ? "" : base.replace(/[?#].*$/s, "");
  const origin = own ?? originOf(start);
  const whole = own === undefined ? `${withoutOrigin(start)}/${bare}` : withoutOrigin(bare);
  const path = flat(percentDecoded(whole));
  if (path === "") return undefined;
  return { path, ...(origin === undefined ? {} : { origin }) };
}

/** "https://cdn.example"; undefined for a path. */
export function originOf(url: string): string | undefined {
  const found = /^(?:https?:)?\/\/([^/]+)/i.exec(url);
  return found ? `https://${found[1]?.toLowerCase()}` : undefined;
}

function withoutOrigin(url: string): string {
  return url.replace(/^(?:https?:)?\/\/[^/]+/i, "");
}

/** "./a//b/../c" -> "a/c". */
function flat(path: string): string {
  const steps: string[] = [];
  for (const step of path.split("/")) {
    if (step === "..") steps.pop();
    else if (step !== "" && step !== ".") steps.push(step);
  }
  return steps.join("/");
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
