/** RFC 3986 in the small: enough to resolve `$id` and `$ref` against each other. Nothing is ever fetched. */

export function hasScheme(reference: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.test(reference);
}

/** `reference` seen from `base`; undefined where the base has no hierarchy (urn:) and the reference is relative. */
export function resolvedUri(base: string, reference: string): string | undefined {
  if (hasScheme(reference)) return reference;
  const parts = /^([A-Za-z][A-Za-z0-9+.-]*:)(\/\/[^/?#]*)?([^?#]*)/.exec(base);
  if (!parts) return undefined;
  const [, scheme = "", authority = "", path = ""] = parts;
  if (reference.startsWith("//")) return scheme + reference;
  if (authority === "" && !path.startsWith("/")) return undefined;
  if (reference.startsWith("/")) return scheme + authority + withoutDots(reference);
  return scheme + authority + withoutDots(`${path.slice(0, path.lastIndexOf("/") + 1) || "/"}${reference}`);
}

function withoutDots(path: string): string {
  const kept: string[] = [];
  const steps = path.split("/");
  for (const [index, step] of steps.entries()) {
    const last = index === steps.length - 1;
    if (step === "..") {
      if (kept.length > 1) kept.pop();
      if (last) kept.push("");
    } else if (step === ".") {
      if (last) kept.push("");
    } else kept.push(step);
  }
  return kept.join("/");
}

/** A file path beside another one; undefined if it leads out of the repository. */
export function pathBeside(path: string, reference: string): string | undefined {
  if (reference.startsWith("/") || reference.includes("\\") || reference.includes("\0")) return undefined;
  const steps = path.split("/").slice(0, -1);
  for (const step of reference.split("/")) {
    if (step === "..") {
      if (steps.length === 0) return undefined;
      steps.pop();
    } else if (step !== "." && step !== "") steps.push(step);
  }
  return steps.join("/");
}
