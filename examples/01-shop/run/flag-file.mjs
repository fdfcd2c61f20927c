import { createHash } from "node:crypto";

/** The flags of a file of the plain form, as a user sees them: { "dark-mode": true }. */
export function flagsFor(text, user = "") {
  const flags = {};
  let key;
  for (const line of text.split("\n")) {
    const [, name] = /^ {2}([\w-]+):\s*$/.exec(line) ?? [];
    const [, field, value] = /^ {4}(enabled|rollout_percentage):\s*(\S+)\s*$/.exec(line) ?? [];
    if (name !== undefined) {
      key = name;
      flags[key] = { enabled: false, rollout_percentage: 100 };
    } else if (key !== undefined && field !== undefined) flags[key][field] = JSON.parse(value);
  }
  return Object.fromEntries(
    Object.entries(flags).map(([name, { enabled, rollout_percentage: percent }]) => [
      name,
      enabled && bucketOf(name, user) < percent,
    ]),
  );
}

/** 0 to 99, the same for the same user. */
function bucketOf(name, user) {
  return createHash("sha256").update(`${name}:${user}`).digest().readUInt32BE() % 100;
}
