import { isHashed } from "./content-hash.ts";

const code = /\.(m?js|cjs|css|wasm)$/i;
/** A worker keeps its name on purpose: the browser itself compares it with the one it has. */
const worker =
  /(^|\/)(sw|service-?worker|firebase-messaging-sw|ngsw-worker|registerSW|workbox-[^/]*)\.m?js$/i;

/** Code that keeps its name whatever is in it: two versions of it are told apart by nothing. */
export function isCode(path: string): boolean {
  return code.test(path) && !worker.test(path) && !isHashed(path);
}
