/** What somebody may do. A role holds everywhere, or only where its scope says. */
export const roles = [
  "viewer",
  "reporter",
  "deployer",
  "approver",
  "flag-client",
  "flag-editor",
  "admin",
] as const;
export type Role = (typeof roles)[number];

export interface Grant {
  readonly role: Role;
  /** Only these environments. Absent: all. */
  readonly environments?: readonly string[];
  /** Only these components (deployer). Absent: all. */
  readonly components?: readonly string[];
  /** The approval roles that an approver speaks for: "engineering", "product". */
  readonly approves?: readonly string[];
}

/** What a request needs. */
export const permissions = [
  "read",
  "report",
  "publish",
  "deploy",
  "release",
  "approve",
  "override",
  "evaluate",
  "flags",
  "administer",
] as const;
export type Permission = (typeof permissions)[number];

/** Everything below a role is listed: nothing is inherited by accident. */
const allows: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: ["read", "evaluate"],
  reporter: ["report"],
  deployer: ["read", "report", "publish", "deploy", "release"],
  approver: ["read", "approve", "release", "override"],
  // What an application is given, and what a browser may hold: it tells flags, and nothing of releases.
  "flag-client": ["evaluate"],
  "flag-editor": ["read", "evaluate", "flags"],
  admin: permissions,
};

export interface Scope {
  readonly environment?: string;
  /** All of them have to be allowed. */
  readonly components?: readonly string[];
  /** The approval role that is spoken for. */
  readonly approves?: string;
}

/** May whoever holds these grants do this there? Whoever asks names every component that is touched. */
export function may(grants: readonly Grant[], permission: Permission, scope: Scope = {}): boolean {
  return grants.some(
    (grant) =>
      allows[grant.role].includes(permission) && covers(grant, scope) && mayBeScoped(grant, permission),
  );
}

function covers(grant: Grant, { environment, components = [], approves }: Scope): boolean {
  const isPlace =
    environment === undefined || grant.environments === undefined || grant.environments.includes(environment);
  const isPart = components.every((each) => grant.components?.includes(each) ?? true);
  const isVoice =
    approves === undefined || grant.role === "admin" || grant.approves?.includes(approves) === true;
  return isPlace && isPart && isVoice;
}

/** Tokens hold everywhere: whoever makes them holds everything, so an admin of one place must not make them. */
function mayBeScoped(grant: Grant, permission: Permission): boolean {
  return permission !== "administer" || (grant.environments === undefined && grant.components === undefined);
}
