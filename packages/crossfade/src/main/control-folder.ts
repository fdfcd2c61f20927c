import { join } from "node:path";

/** Where a control plane keeps its things, beside crossfade.yaml. */
export function controlFolder(root: string): string {
  return join(root, ".crossfade", "control");
}
