import { type Files, system } from "../../support/analysis-story.ts";
import { apiOf } from "../../support/contract-story.ts";

const api = JSON.stringify(apiOf({ path: "/new" }), null, 2);
const link = "{ from: a, to: b, http: b/api.json }";
const both = { a: "kind: web", b: "kind: service" };
const release = (
  version: string,
  parts: Readonly<Record<string, string>>,
  links: readonly string[],
  contract?: string,
): Files => ({
  ...system(version, parts, links),
  ...(contract === undefined ? {} : { "b/api.json": contract }),
});
const whole = (version: string) => release(version, both, [link], api);

/** A release for each rule about a link as a whole. */
export const linkStories: Readonly<Record<string, readonly [from: Files, to: Files]>> = {
  "link/contract-missing": [whole("1.0.0"), release("2.0.0", both, [link])],
  "link/contract-unreadable": [whole("1.0.0"), release("2.0.0", both, [link], "{")],
  "link/not-served": [release("1.0.0", both, ["{ from: a, to: b, frame: a/types }"]), whole("2.0.0")],
  "link/receiver-absent": [
    release("1.0.0", { a: "kind: web", c: "kind: service" }, ["{ from: a, to: c, http: c/api.json }"]),
    release("2.0.0", { ...both, c: "kind: service" }, [link, "{ from: a, to: c, http: c/api.json }"], api),
  ],
};
