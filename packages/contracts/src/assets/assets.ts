import type { Place } from "@crossfade/core";
import type { Contract } from "../contract.ts";

/** One file by the name that pages ask for. */
export interface AssetFile {
  /** Without origin, query and leading slash, with its base: "assets/app-BX3k9aZq.js". */
  readonly path: string;
  /** As a browser would show it. */
  readonly url: string;
  /** Set where the document names an origin that may be somebody else's. */
  readonly origin?: string;
  readonly at: Omit<Place, "side">;
}

/** Files by path. */
export type AssetFiles = ReadonlyMap<string, AssetFile>;

export interface Assets extends Contract {
  readonly kind: "assets";
  /** What a page of this version may ask for. */
  readonly asked: AssetFiles;
  /** What a server or a CDN of this version holds. */
  readonly held: AssetFiles;
  /** The text of code whose name does not change with its content, where it could be read. */
  readonly contents: ReadonlyMap<string, string>;
}
