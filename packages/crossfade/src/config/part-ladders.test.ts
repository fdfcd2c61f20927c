import { expect, test } from "vitest";
import { parseConfig } from "./parse-config.ts";

const file = (environment: string) => `system: shop
components: { api: { kind: service }, worker: { kind: worker }, nightly: { kind: job }, cdn: { kind: assets } }
environments:
  production:
${environment.trim().replace(/^/gm, "    ")}
`;
const deploy = `deploy: { worker: { command: [./deploy.sh] }, nightly: { webhook: "https://ci.example/deploy" } }\n`;
const read = (environment: string) => parseConfig(file(environment), { file: "crossfade.yaml", nowMs: 0 });

function refused(environment: string): readonly string[] {
  const parsed = read(environment);
  if (parsed.ok) throw new Error("it was accepted");
  return parsed.complaints.map(({ message, expected }) => [message, expected].filter(Boolean).join(" "));
}

test("a worker has rungs of its consumers, a job one run, and assets an edge", () => {
  const parsed =
    read(`${deploy.replace(" }\n", ', cdn: { external: true, edge: "https://cdn.example/static/" } }\n')}
strategies: { worker: { canary: ["1 of 4", "4 of 4"], bake: 1m }, nightly: { canary: ["1 run", all] } }`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.complaints));
  const [environment] = parsed.config.environments;
  expect(environment?.strategies.worker).toMatchObject({
    rungs: [
      { kind: "consumers", count: 1, of: 4 },
      { kind: "consumers", count: 4, of: 4 },
    ],
    bakeMs: 60_000,
  });
  expect(environment?.strategies.nightly?.rungs).toEqual([
    { kind: "run" },
    { kind: "share", weight: 10_000 },
  ]);
  expect(environment?.edges).toEqual({ cdn: "https://cdn.example/static" });
  expect(environment?.outbound).toEqual(["ci.example", "cdn.example"]);
});

test.each([
  ["of everything", `strategy: { canary: ["1 of 2", "2 of 2"] }`, /those of one component/],
  [
    "of a service",
    `deploy: { api: { command: [x] } }\nstrategies: { api: { canary: ["1 of 2", "2 of 2"] } }`,
    /`api` is a service, no worker/,
  ],
  [
    "that is a run of a worker",
    `${deploy}strategies: { worker: { canary: ["1 run", all] } }`,
    /`worker` is a worker, no job/,
  ],
  [
    "of what somebody else deploys",
    `strategies: { worker: { canary: ["1 of 2", "2 of 2"] } }`,
    /needs a command or a webhook/,
  ],
  [
    "that does not grow",
    `${deploy}strategies: { worker: { canary: ["2 of 4", "2 of 4", "4 of 4"] } }`,
    /not more than 2/,
  ],
  [
    "of other consumers",
    `${deploy}strategies: { worker: { canary: ["1 of 4", "5 of 5"] } }`,
    /Every rung is one of them: 1 of 4/,
  ],
  ["of nobody", `${deploy}strategies: { worker: { canary: ["0 of 4", "4 of 4"] } }`, /not more than 0/],
  [
    "that does not end with all",
    `${deploy}strategies: { worker: { canary: ["1 of 4", "3 of 4"] } }`,
    /ends with 4 of 4/,
  ],
  [
    "of users and consumers",
    `${deploy}strategies: { worker: { canary: ["1 of 4", "100%"] } }`,
    /no part of 4 consumers/,
  ],
  ["of a run alone", `${deploy}strategies: { nightly: { canary: ["1 run"] } }`, /Write `\[1 run, all\]`/],
])("a ladder %s is refused", (_, environment, expected) => {
  expect(refused(environment).join("\n")).toMatch(expected);
});

test.each([
  [
    "a worker",
    `deploy: { worker: { external: true, edge: "https://cdn.example" } }`,
    /`worker` is a worker, no assets/,
  ],
  ["a query", `deploy: { cdn: { external: true, edge: "https://cdn.example/?v=" } }`, /begins with \? or #/],
  [
    "what may not be called",
    `outbound: [ci.example]\ndeploy: { cdn: { external: true, edge: "https://cdn.example" } }`,
    /`cdn.example` may not be called/,
  ],
])("an edge that names %s is refused", (_, environment, expected) => {
  expect(refused(environment).join("\n")).toMatch(expected);
});
