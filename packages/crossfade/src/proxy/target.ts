/** What the parser lets pass but no path has: a fragment, a blank, a control character, anything beyond ASCII. */
const allowed = /^\/[!"$-~]*$/;

/** The path of an origin-form target (RFC 9112, section 3.2.1), without its query. Undefined: the target is none. */
export function pathOf(target: string): string | undefined {
  if (!allowed.test(target)) return undefined;
  const query = target.indexOf("?");
  return query < 0 ? target : target.slice(0, query);
}
