const prefix = "crossfade-rehearsal-";
const maxKeyLength = 64;

/** The key of a user that nobody is: a release tries with it whether users can be given a version and taken back. */
export function rehearsalUser(release: string): string {
  return `${prefix}${release}`.replace(/[^\w-]/g, "-").slice(0, maxKeyLength);
}

export function isRehearsalUser(key: string): boolean {
  return key.startsWith(prefix);
}
