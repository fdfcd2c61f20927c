/** The label of one build of a component: "2.0.0", "1.9.4+g3f2a1bc". Unique per component. */
export type VersionLabel = string;

/** `component@label`, for example "api@2.0.0". */
export type VersionId = `${string}@${VersionLabel}`;

/**
 * Stands in a chain where the component does not exist: `[ABSENT, "1.0.0"]` appears, `["1.0.0", ABSENT]` goes.
 * It has no process. As a sender it says nothing; as a receiver it fails everyone who needs it.
 */
export const ABSENT: VersionLabel = "∅";

/** A version as it runs while its new flags are off: "2.0.0/off". */
export function offLabel(label: VersionLabel): VersionLabel {
  return `${label}/off`;
}

/** The version that is built and deployed, whatever its flags say. */
export function builtLabel(label: VersionLabel): VersionLabel {
  return label.endsWith("/off") ? label.slice(0, -"/off".length) : label;
}

/** Whether one of these is the other with its flags off: between the two nothing is deployed, a flag is turned. */
export function isFlagTurn(one: VersionLabel, other: VersionLabel): boolean {
  return offLabel(one) === other || offLabel(other) === one;
}

export function versionId(component: string, label: VersionLabel): VersionId {
  return `${component}@${label}`;
}

/** What a link's contract is at one version: the digest of the document and all it refers to, or a declared silence. */
export type ContractState =
  | { readonly kind: "digest"; readonly digest: string }
  | { readonly kind: "not-spoken" }
  | { readonly kind: "missing"; readonly why: string };
