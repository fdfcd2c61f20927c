import { createHash } from "node:crypto";
import { canonicalJson, type Plan } from "@crossfade/core";

/**
 * What people approve: this plan with exactly these builds. Other steps, or another artefact under the same label, have
 * another hash, and a yes that was given to this one counts for nothing there. SHA-256 over canonical JSON, in hex.
 */
export function approvalHash(plan: Plan, digests: Readonly<Record<string, string>>): string {
  return createHash("sha256").update(canonicalJson({ plan, digests })).digest("hex");
}
