/** The label of one build of a component: "2.0.0", "1.9.4+g3f2a1bc". Unique per component. */
export type VersionLabel = string;

/** `component@label`, for example "api@2.0.0". */
export type VersionId = `${string}@${VersionLabel}`;

/**
 * Stands in a chain where the component does not exist: `[ABSENT, "1.0.0"]` appears, `["1.0.0", ABSENT]` goes.
 * It has no process. As a sender it says nothing; as a receiver it fails everyone who needs it.
 */
export const ABSENT: VersionLabel = "∅";

export function versionId(component: string, label: VersionLabel): VersionId {
  return `${component}@${label}`;
}

/** What a link's contract is at one version: the digest of the document and all it refers to, or a declared silence. */
export type ContractState =
  | { readonly kind: "digest"; readonly digest: string }
  | { readonly kind: "not-spoken" }
  | { readonly kind: "missing"; readonly why: string };
