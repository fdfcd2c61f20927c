import type { ConfigLink } from "../config/system-config.ts";

/** Ids leave out the path of the contract unless two links would share one; then the path tells which is which. */
export function isSameLink(one: ConfigLink, other: ConfigLink): boolean {
  if (one.id === other.id) return true;
  const identity = ({ sender, receiver, contract, queue, log }: ConfigLink) =>
    JSON.stringify([sender, receiver, contract, queue, log]);
  return identity(one) === identity(other);
}
