import type { ServedFlags } from "../../flag-server/served-flags.ts";

const prefix = "crossfade.live.";

/**
 * Definitions for providers that evaluate by themselves. Over HTTP nothing can be added to their context, so the lowest
 * live versions are written in; null, where there is none, is in no range.
 */
export function flagdDocument({ state, lowest }: ServedFlags): unknown {
  return withLive(state.document, lowest);
}

function withLive(value: unknown, lowest: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((each) => withLive(each, lowest));
  if (typeof value !== "object" || value === null) return value;
  const { var: name } = value as { readonly var?: unknown };
  if (typeof name === "string" && name.startsWith(prefix)) return lowest[name.slice(prefix.length)] ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withLive(each, lowest)]));
}
