import { CrossfadeError } from "../error/crossfade-error.ts";
import { canonicalJson } from "../text/canonical-json.ts";
import type { RouterState } from "./router-state.ts";

/**
 * Whether `offered` takes the place of what a router works by: true where it is newer, false where it is the very same.
 * CF_ROUTER_STALE for an older one, and for another of the same generation; CF_ROUTER_STATE_INVALID for another router's.
 */
export function supersedes(current: RouterState | undefined, offered: RouterState): boolean {
  if (current === undefined) return true;
  const { router, generation } = current;
  if (offered.router !== router)
    throw new CrossfadeError("CF_ROUTER_STATE_INVALID", { at: "router", expected: router });
  if (offered.generation > generation) return true;
  if (offered.generation === generation && canonicalJson(offered) === canonicalJson(current)) return false;
  throw new CrossfadeError("CF_ROUTER_STALE", { router, generation, offered: offered.generation });
}

/**
 * The state to offer for a change that was made of `before`, in however many steps. Whoever made theirs of the same state
 * offers the same generation, so that a router takes the first only, and the others look again.
 */
export function asOneChange(before: RouterState, after: RouterState): RouterState {
  const generation = before.generation + 1;
  return after === before || after.generation === generation ? after : { ...after, generation };
}
