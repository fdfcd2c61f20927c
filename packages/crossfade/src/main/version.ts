import { readFileSync } from "node:fs";

/** dist/ and src/main/ differ in depth; the nearest package.json of ours is the truth. */
const file = import.meta.url.endsWith(".ts") ? "../../package.json" : "../package.json";
export const version: string = (
  JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8")) as { version: string }
).version;
