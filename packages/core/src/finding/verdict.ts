import type { VersionLabel } from "../model/version.ts";

/** Names a finding for good: stable over version labels and over the order of the input. */
export type FindingId = string;

/** The answer for one version pair. `not-spoken` is declared silence; what was never analysed is `unknown`. */
export type Verdict =
  | { readonly kind: "compatible" }
  | { readonly kind: "not-spoken" }
  | { readonly kind: "breaking"; readonly because: readonly FindingId[] }
  | { readonly kind: "unknown"; readonly because: readonly FindingId[] };

/** link -> sender version -> receiver version -> verdict. A missing entry means unknown, never compatible. */
export type VerdictTable = ReadonlyMap<string, ReadonlyMap<VersionLabel, ReadonlyMap<VersionLabel, Verdict>>>;
