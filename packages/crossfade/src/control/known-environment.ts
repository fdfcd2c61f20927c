import { CrossfadeError } from "@crossfade/core";
import type { ControlEnvironment } from "./control-ports.ts";
import { listed } from "./people-said.ts";

/** CF_ENVIRONMENT_UNKNOWN */
export function knownEnvironment(
  environments: readonly ControlEnvironment[],
  id: string,
): ControlEnvironment {
  const found = environments.find((each) => each.id === id);
  if (found !== undefined) return found;
  const known = listed(environments.map((each) => each.id));
  throw new CrossfadeError("CF_ENVIRONMENT_UNKNOWN", { environment: id, known });
}
