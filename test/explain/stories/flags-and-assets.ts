/** What a page reads, and what is served before and after the page was built. */
export interface FlagStory {
  readonly reads: unknown;
  readonly before: unknown;
  readonly after: unknown;
}

const served = (type: string, ...values: readonly string[]) => ({
  serves: { k: { type, ...(values.length > 0 ? { values } : {}) } },
});
const variants = { reads: { k: { type: "string", default: "a", values: ["a", "b"] } } };

export const flagStories: Readonly<Record<string, FlagStory>> = {
  "flags/key-missing": {
    reads: { reads: { k: { type: "boolean", default: false, missing: "breaks" } } },
    before: served("boolean"),
    after: { serves: {} },
  },
  "flags/read-uncertain": {
    reads: {
      scanned: {},
      uncertain: [{ at: "web/cart.ts:3:1", why: "the key is made while it runs" }],
      sources: 1,
    },
    before: served("boolean"),
    after: { serves: {} },
  },
  "flags/tombstone-reused": {
    reads: { reads: { k: { type: "boolean", default: false } } },
    before: { features: { k: { enabled: true, rollout_percentage: 100, lifecycle: "tombstone" } } },
    after: { features: { k: { enabled: false, rollout_percentage: 0 } } },
  },
  "flags/type": { reads: variants, before: served("string", "a"), after: served("boolean") },
  "flags/value-unknown": {
    reads: variants,
    before: served("string", "a"),
    after: served("string", "a", "c"),
  },
};

/** What a new page asks for, and what the old host holds. */
export const assetStories: Readonly<
  Record<string, readonly [page: readonly string[], host: readonly string[]]>
> = {
  "assets/elsewhere": [
    ["/assets/cart-BX3k9aZq.js", "https://fonts.example/css?family=Inter"],
    ["/assets/cart-BX3k9aZq.js"],
  ],
  "assets/missing": [
    ["/assets/cart-C7fQ2mLp.js", "/assets/logo-D1aa2bb3.png"],
    ["/assets/cart-BX3k9aZq.js", "/assets/logo-D1aa2bb3.png"],
  ],
  "assets/undecided": [["/static/cart-BX3k9aZq.js"], ["/assets/cart-BX3k9aZq.js"]],
  "assets/unhashed": [["/app.js", "/cart-C7fQ2mLp.js"], ["/app.js"]],
};
