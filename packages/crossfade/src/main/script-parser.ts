import { loadScriptParser } from "@crossfade/contracts";

/** Imports the parser of TypeScript and JavaScript for those who scan sources. */
export async function startScriptParser(): Promise<void> {
  loadScriptParser(await import("@babel/parser"));
}
