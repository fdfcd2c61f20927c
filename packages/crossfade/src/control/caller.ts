import { CrossfadeError, type Grant, may, type Permission, type Scope } from "@crossfade/core";

/** Who asks, as their token says. */
export interface Caller {
  readonly person: string;
  readonly grants: readonly Grant[];
}

/** What a person reads when it is refused. */
const deeds: Readonly<Record<Permission, string>> = {
  read: "look at this",
  report: "report what runs",
  publish: "publish versions",
  deploy: "say where users are sent",
  release: "move releases",
  approve: "approve releases",
  override: "go on against the evidence",
  evaluate: "ask for flags",
  flags: "change flags",
  administer: "manage tokens and deliveries",
};

/** CF_FORBIDDEN */
export function need({ person, grants }: Caller, permission: Permission, scope: Scope = {}): void {
  if (may(grants, permission, scope)) return;
  throw new CrossfadeError("CF_FORBIDDEN", { person, deed: `${deeds[permission]}${placeOf(scope)}` });
}

/** One of several is enough. CF_FORBIDDEN names the first. */
export function needOne(
  caller: Caller,
  asks: readonly (readonly [permission: Permission, scope: Scope])[],
): void {
  if (asks.some(([permission, scope]) => may(caller.grants, permission, scope))) return;
  const [first] = asks;
  if (first !== undefined) need(caller, ...first);
}

function placeOf({ environment, components = [], approves }: Scope): string {
  const parts = [
    components.length === 0 ? "" : ` of ${components.join(", ")}`,
    environment === undefined ? "" : ` in ${environment}`,
    approves === undefined ? "" : ` for ${approves}`,
  ];
  return parts.join("");
}
