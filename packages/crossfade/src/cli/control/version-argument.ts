import { InvalidArgumentError } from "commander";

export interface NamedVersion {
  readonly component: string;
  readonly label: string;
}

/** "api@2.0.0"; undefined for anything else. */
export function versionOf(text: string): NamedVersion | undefined {
  const at = text.indexOf("@");
  if (at <= 0 || at === text.length - 1) return undefined;
  return { component: text.slice(0, at), label: text.slice(at + 1) };
}

/** A parser for an argument. */
export function versionArgument(text: string): NamedVersion {
  const version = versionOf(text);
  if (version === undefined) throw new InvalidArgumentError("Write it as api@2.0.0.");
  return version;
}

/** A collector for options that may be repeated: component to label. The same component twice is a slip. */
export function versionsByComponent(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const { component, label } = versionArgument(text);
  if (Object.hasOwn(before, component)) throw new InvalidArgumentError(`${component} is named twice.`);
  return { ...before, [component]: label };
}

/** Names of releases are the control plane's own; what cannot be one is not sent. */
export function releaseArgument(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(text)) return text;
  throw new InvalidArgumentError("Write it as `crossfade release list` shows it.");
}
