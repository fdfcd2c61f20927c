/** A pattern without backslashes that mean nothing: real documents have them, a strict validator refuses them. */
export function plainPattern(pattern: string): string {
  return pattern.replace(/\\([:_@#%&,;=<>"'!~` ])/g, "$1");
}
