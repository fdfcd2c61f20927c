/** A named place; not a runtime expression such as "{$request.body#/url}", which is the address of a callback. */
const place = /\{((?!\$(?:url|method|statusCode|request|response)\b)[^{}/]*)\}/g;

/** "/carts/{id}/items/{item}" -> "/carts/{}/items/{}": what parameters are called does not matter. */
export function nameless(path: string): string {
  return path.replace(place, "{}");
}

/** The names in a template in order. */
export function templateNames(path: string): string[] {
  return [...path.matchAll(place)].map((match) => match[1] ?? "");
}

/**
 * Whether a template takes a path that another template spells out more exactly: "/users/{}" takes "/users/me" and
 * "/users/{}-{}", "/files/{}.json" takes "/files/a.json".
 */
export function takes(template: string, path: string): boolean {
  return takesAll(segmentsOf(template), segmentsOf(path));
}

/** A path cut up, for those who ask about it often. */
export function segmentsOf(path: string): readonly string[] {
  return nameless(path).split("/");
}

/** The same for paths that were cut up before. */
export function takesAll(wide: readonly string[], narrow: readonly string[]): boolean {
  if (wide.length !== narrow.length) return false;
  return wide.every(
    (segment, index) =>
      segment === narrow[index] || (segment.includes("{}") && takesSegment(segment, narrow[index] ?? "")),
  );
}

/** Text between the places must stand in order, with something in each place. A place of the other is just text. */
function takesSegment(template: string, segment: string): boolean {
  const [first = "", ...rest] = template.split("{}");
  const last = rest.pop();
  if (last === undefined) return template === segment;
  if (!segment.startsWith(first)) return false;
  let at = first.length;
  for (const text of rest) {
    const found = segment.indexOf(text, at + 1);
    if (found < 0) return false;
    at = found + text.length;
  }
  return segment.length - last.length > at && segment.endsWith(last);
}

/** A request path with something in every place. */
export function examplePath(path: string): string {
  return path.replace(place, "1");
}

interface Address {
  readonly path: string;
  readonly servers: { readonly basePaths: readonly string[] };
}

/** Base paths of the client under which this endpoint of the server is not: base and path count together. */
export function basesElsewhere(client: Address, server: Address): readonly string[] {
  const { basePaths } = server.servers;
  if (client.path === server.path && client.servers.basePaths.every((base) => basePaths.includes(base)))
    return [];
  const served = basePaths.map((base) => nameless(base + server.path));
  return client.servers.basePaths.filter((base) => !served.includes(nameless(base + client.path)));
}
