/** What a token looks like: nothing in it could end a header. */
export function isToken(text: string): boolean {
  return /^cf_[\w-]{16,128}$/.test(text);
}
