import type { Side } from "@crossfade/contracts";
import type { ConfigComponent, ConfigLink } from "../config/system-config.ts";

/**
 * Whose words the documents of a link are, for documents that tell sending from receiving (AsyncAPI): those of the end in
 * whose folders the one document lies; where each end has a document, each its own. Undefined where nobody can tell.
 */
export function documentOwner(
  { contract }: ConfigLink,
  sender: ConfigComponent,
  receiver: ConfigComponent,
): Side | "each" | undefined {
  if (contract.served !== undefined && contract.served !== contract.path) return "each";
  const [sends, receives] = [sender, receiver].map((end) => holds(end, contract.path));
  if (sends === receives) return undefined;
  return sends ? "sender" : "receiver";
}

function holds({ paths, except }: ConfigComponent, path: string): boolean {
  const within = (folder: string) =>
    folder === "" || path === folder || (folder.endsWith("/") && path.startsWith(folder));
  return paths.some(within) && !except.some(within);
}
