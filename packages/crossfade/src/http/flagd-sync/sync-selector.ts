/** What the header `flagd-selector` says. */
export interface SyncSelector {
  readonly environment?: string;
  readonly component?: string;
  /** For providers that can send no other header. */
  readonly token?: string;
}

/**
 * "flagSetId=production/flags,token=cf_…", each part where it is needed; "production/flags" alone is a set, too. A set is
 * ENVIRONMENT/COMPONENT; without a slash, a component. Undefined: it cannot be read.
 */
export function syncSelector(text: string): SyncSelector | undefined {
  let selector: SyncSelector = {};
  for (const part of text.split(",").map((each) => each.trim())) {
    if (part === "") continue;
    const at = part.indexOf("=");
    const [name, value] = at < 0 ? ["flagSetId", part] : [part.slice(0, at), part.slice(at + 1)];
    if (name === "token") selector = { ...selector, token: value };
    else if (name === "flagSetId") selector = { ...selector, ...setOf(value) };
    else return undefined;
  }
  return selector;
}

function setOf(id: string): SyncSelector {
  const at = id.indexOf("/");
  if (at >= 0) return { environment: id.slice(0, at), component: id.slice(at + 1) };
  return id === "" ? {} : { component: id };
}
