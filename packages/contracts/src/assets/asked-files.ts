import type { Contract } from "../contract.ts";
import type { AssetFile, Assets } from "./assets.ts";

/** The files that a page of this version may ask for. Undefined: it is no contract of files. */
export function askedFiles(contract: Contract): readonly AssetFile[] | undefined {
  return contract.kind === "assets" ? [...(contract as Assets).asked.values()] : undefined;
}
