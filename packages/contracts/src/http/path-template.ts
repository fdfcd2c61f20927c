/** "/carts/{id}/items/{item}" -> "/carts/{}/items/{}": what parameters are called does not matter. */
export function nameless(path: string): string {
  return path.replace(/\{[^{}/]*\}/g, "{}");
}

/** The names in a template in order. */
export function templateNames(path: string): string[] {
  return [...path.matchAll(/\{([^{}/]*)\}/g)].map((match) => match[1] ?? "");
}

/** Whether a template takes a path that another template spells out more exactly: "/users/{}" takes "/users/me" and "/users/{}-{}". */
export function takes(template: string, path: string): boolean {
  const wide = nameless(template).split("/");
  const narrow = nameless(path).split("/");
  if (wide.length !== narrow.length) return false;
  return wide.every((segment, index) => {
    const other = narrow[index] ?? "";
    return segment === other || (segment === "{}" && other !== "");
  });
}

/** A request path with something in every place. */
export function examplePath(path: string): string {
  return path.replace(/\{[^{}/]*\}/g, "1");
}

interface Address {
  readonly path: string;
  readonly basePaths: readonly string[];
}

/** Base paths of the client under which this endpoint of the server is not: base and path count together. */
export function basesElsewhere(client: Address, server: Address): readonly string[] {
  const served = server.basePaths.map((base) => nameless(base + server.path));
  return client.basePaths.filter((base) => !served.includes(nameless(base + client.path)));
}
