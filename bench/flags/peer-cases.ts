/** The same questions, as Unleash's client API would say them. */
const constraint = (contextName: string, operator: string, more: object) => ({
  contextName,
  operator,
  inverted: false,
  caseInsensitive: false,
  ...more,
});
const strategy = (...constraints: object[]) => ({ name: "default", parameters: {}, constraints });

export const unleashFeatures = [
  { name: "static", type: "release", enabled: false, strategies: [] },
  {
    name: "rules",
    type: "release",
    enabled: true,
    strategies: [
      strategy(constraint("email", "STR_ENDS_WITH", { values: ["@acme.com"] })),
      strategy(
        constraint("country", "IN", { values: ["SK", "CZ", "PL"] }),
        constraint("plan", "IN", { values: ["pro"] }),
      ),
      strategy(
        constraint("platform", "IN", { values: ["ios"] }),
        constraint("version", "SEMVER_LT", { value: "2.3.0", inverted: true }),
      ),
      strategy(constraint("tenant", "IN", { values: ["t-3", "t-5", "t-8"] })),
      strategy(constraint("ring", "IN", { values: ["beta"] })),
    ],
  },
  {
    name: "rollout",
    type: "release",
    enabled: true,
    strategies: [
      {
        name: "flexibleRollout",
        parameters: { rollout: "25", stickiness: "userId", groupId: "rollout" },
        constraints: [],
      },
    ],
  },
];

/** And as GrowthBook's features; it has no operator for the end of a text. */
export const growthbookFeatures = {
  static: { defaultValue: false },
  rules: {
    defaultValue: false,
    rules: [
      { condition: { email: { $regex: "@acme\\.com$" } }, force: true },
      { condition: { country: { $in: ["SK", "CZ", "PL"] }, plan: "pro" }, force: true },
      { condition: { platform: "ios", version: { $vgte: "2.3.0" } }, force: true },
      { condition: { tenant: { $in: ["t-3", "t-5", "t-8"] } }, force: true },
      { condition: { ring: "beta" }, force: true },
    ],
  },
  rollout: {
    defaultValue: false,
    rules: [{ force: true, coverage: 0.25, hashAttribute: "id", seed: "rollout" }],
  },
};
