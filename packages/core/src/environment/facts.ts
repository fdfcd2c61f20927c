import type { VersionLabel } from "../model/version.ts";

/** What was seen of a version in an environment. Never changed once written, only joined by what came later. */
export type Fact =
  /** It runs, or lies ready; what a deployer has read back. */
  | {
      readonly kind: "deployed";
      readonly component: string;
      readonly label: VersionLabel;
      /** Where it answers; none for what has no address. */
      readonly endpoints: readonly string[];
    }
  /** Users may meet it. */
  | { readonly kind: "started"; readonly component: string; readonly label: VersionLabel }
  /** No weight, no pin, no open stream. */
  | { readonly kind: "ended"; readonly component: string; readonly label: VersionLabel }
  /** Its last process has exited. */
  | { readonly kind: "gone"; readonly component: string; readonly label: VersionLabel };

export interface FactEntry {
  /** From 1 in each environment, without a gap. */
  readonly seq: number;
  readonly atMs: number;
  /** A person, a deployer, "engine", or "router": it served before anybody said so. */
  readonly actor: string;
  readonly fact: Fact;
}

/** dark: deployed, nobody meets it · released: users may meet it · ended: it runs, and nobody meets it any more. */
export type LivePhase = "dark" | "released" | "ended";

export interface LiveVersion {
  readonly component: string;
  readonly label: VersionLabel;
  readonly phase: LivePhase;
  readonly endpoints: readonly string[];
  /** ms since 1970. */
  readonly deployedMs: number;
  readonly startedMs?: number;
  readonly endedMs?: number;
}

/** The versions that are there, in the order in which they came; what is gone is not among them. */
export function liveVersions(facts: readonly FactEntry[]): readonly LiveVersion[] {
  const live = new Map<string, LiveVersion>();
  for (const { fact, atMs } of facts) {
    const id = `${fact.component}@${fact.label}`;
    const next = factDone(live.get(id), fact, atMs);
    if (next === undefined) live.delete(id);
    else live.set(id, next);
  }
  return [...live.values()];
}

/** True: the fact tells nothing that is not known already. */
export function isKnownFact(live: readonly LiveVersion[], fact: Fact): boolean {
  const version = live.find(({ component, label }) => component === fact.component && label === fact.label);
  if (fact.kind === "gone") return version === undefined;
  if (fact.kind === "deployed")
    return version !== undefined && version.endpoints.join(" ") === fact.endpoints.join(" ");
  return version?.phase === (fact.kind === "started" ? "released" : "ended");
}

function factDone(before: LiveVersion | undefined, fact: Fact, atMs: number): LiveVersion | undefined {
  if (fact.kind === "gone") return undefined;
  const { component, label } = fact;
  const version = before ?? { component, label, phase: "dark" as const, endpoints: [], deployedMs: atMs };
  if (fact.kind === "deployed") return { ...version, endpoints: fact.endpoints };
  if (fact.kind === "ended") return { ...version, phase: "ended", endedMs: atMs };
  const { endedMs: _, ...rest } = version;
  return { ...rest, phase: "released", startedMs: atMs };
}
