import { expect, test } from "vitest";
import { parseConfig } from "./parse-config.ts";

const file = (limit: string) => `system: shop
components: { web: { kind: web }, api: { kind: service }, worker: { kind: worker } }
routers:
  edge: { kind: embedded, routes: [{ path: /, to: api }] }
  slow: { kind: embedded, routes: [{ path: /api, to: api }, { path: /, to: web }], latencyThresholdsMs: [100, 2000] }
environments:
  production: { routers: [edge, slow], gates: { limits: [${limit}] } }
  staging: { routers: [] }
`;

function refused(limit: string): readonly string[] {
  const parsed = parseConfig(file(limit), { file: "crossfade.yaml", nowMs: 0 });
  return parsed.ok ? [] : parsed.complaints.map(({ message, expected }) => `${message} ${expected ?? ""}`);
}

test.each([
  ["{ component: api, errors: 1% }", undefined],
  ["{ component: api, slower: { thanMs: 100, share: 5% } }", undefined],
  ["{ component: api, errors: 1% }, { component: web, errors: 1% }", undefined],
  ["{ component: ape, errors: 1% }", "There is no component `ape`. Did you mean `api`?"],
  [
    "{ component: worker, errors: 1% }",
    "No router of production sends users to `worker`, so that nobody counts how they fare. Add a route, or leave the limit out.",
  ],
  ["{ component: api }", "What is limited is not said. One of: errors, slower."],
  [
    "{ component: api, errors: 1%, slower: { thanMs: 100, share: 5% } }",
    "`slower` does not go with `errors`. Write a limit for each.",
  ],
  [
    "{ component: api, errors: 1% }, { component: api, errors: 2% }",
    "There is a limit for this already. Keep one of them.",
  ],
  ["{ component: api, errors: 0.01% }", "`0.01%` cannot be told apart from the rest. From 0.1% to 50%."],
  [
    "{ component: api, slower: { thanMs: 100, share: 60% } }",
    "`60%` cannot be told apart from the rest. From 0.1% to 50%.",
  ],
  [
    "{ component: api, slower: { thanMs: 500, share: 5% } }",
    "500 is none of the thresholds by which answers of `api` are counted. One of 100; or add it to `latencyThresholdsMs` of its routers.",
  ],
])("limits: [%s]", (limit, complaint) => {
  expect(refused(limit)).toEqual(complaint === undefined ? [] : [complaint]);
});
