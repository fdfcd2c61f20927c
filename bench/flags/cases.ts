/** The three questions that every engine is asked, in the words of flagd. */
export const definitions = {
  flags: {
    static: flag(),
    rules: flag({
      if: [
        { ends_with: [{ var: "email" }, "@acme.com"] },
        "on",
        { and: [{ in: [{ var: "country" }, ["SK", "CZ", "PL"]] }, { "==": [{ var: "plan" }, "pro"] }] },
        "on",
        { and: [{ "==": [{ var: "platform" }, "ios"] }, { sem_ver: [{ var: "version" }, ">=", "2.3.0"] }] },
        "on",
        { in: [{ var: "tenant" }, ["t-3", "t-5", "t-8"]] },
        "on",
        { "==": [{ var: "ring" }, "beta"] },
        "on",
        "off",
      ],
    }),
    rollout: flag({
      fractional: [{ cat: ["rollout", { var: "targetingKey" }] }, ["on", 25_000], ["off", 75_000]],
    }),
  },
};

export const questions = ["static", "rules", "rollout"] as const;
export type Question = (typeof questions)[number];

/** One user. Every attribute is a text, as all engines can take it. */
export type User = Readonly<
  Record<"targetingKey" | "email" | "country" | "plan" | "platform" | "version" | "tenant" | "ring", string>
>;

/** So many users that no engine remembers the last one; each rule decides for some, none for four in ten. */
const made: readonly User[] = Array.from({ length: 1024 }, (_, at) => ({
  targetingKey: `user-${at * 7919}`,
  email: at % 8 === 0 ? `user-${at}@acme.com` : `user-${at}@example.org`,
  country: ["SK", "CZ", "DE", "FR", "US", "PL", "AT"][at % 7] ?? "SK",
  plan: ["free", "pro", "team"][at % 3] ?? "free",
  platform: ["ios", "android", "web"][(at >> 2) % 3] ?? "web",
  version: `${1 + (at % 3)}.${at % 6}.${at % 11}`,
  tenant: `t-${at % 23}`,
  ring: ["stable", "stable", "stable", "beta"][(at >> 4) % 4] ?? "stable",
}));

/** As they come over the wire: texts that were put together here would be slower to read. */
export const users = JSON.parse(JSON.stringify(made)) as readonly User[];

/** What the rules say, in plain words: no engine is measured that answers otherwise. */
export function expected(user: User): boolean {
  const [major = 0, minor = 0] = user.version.split(".").map(Number);
  return (
    user.email.endsWith("@acme.com") ||
    (["SK", "CZ", "PL"].includes(user.country) && user.plan === "pro") ||
    (user.platform === "ios" && (major > 2 || (major === 2 && minor >= 3))) ||
    ["t-3", "t-5", "t-8"].includes(user.tenant) ||
    user.ring === "beta"
  );
}

function flag(targeting?: object) {
  return {
    state: "ENABLED",
    variants: { on: true, off: false },
    defaultVariant: "off",
    ...(targeting ? { targeting } : {}),
  };
}
