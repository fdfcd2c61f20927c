import { expect, test } from "vitest";
import type { ConfigEnvironment } from "./environment-config.ts";
import { parseConfig } from "./parse-config.ts";

const context = { file: "crossfade.yaml", nowMs: 0 };
const file = (environment: string) => `system: shop
components: { web: { kind: web }, api: { kind: service }, worker: { kind: worker } }
calendars: { office: { zone: Europe/Prague } }
routers: { edge: { kind: embedded, routes: [{ path: /, to: api }] } }
environments:
  production:
${environment.trim().replace(/^/gm, "    ")}
`;

function accepted(environment: string): ConfigEnvironment | undefined {
  const parsed = parseConfig(file(environment), context);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.complaints, null, 2));
  return parsed.config.environments[0];
}

function refused(environment: string): string[] {
  const parsed = parseConfig(file(environment), context);
  if (parsed.ok) throw new Error("it was accepted");
  return parsed.complaints.map((each) =>
    [`${each.line - 6}:${each.column - 4}`, each.message, each.expected].filter(Boolean).join(" "),
  );
}

const whole = `
routers: [edge]
deploy:
  api:    { command: [./deploy.sh, --now], env: [CLOUD], timeout: 2m }
  worker: { webhook: "https://ci.example/deploy", secret: env:DEPLOY_SECRET }
  web:    { external: true }
approvals: [{ role: engineering, count: 2 }, { role: product }]
approvalsLast: 12h
selfApproval: true
windows:  [{ calendar: office, weekdays: [mon, thu], from: "09:00", to: "16:30" }]
freezes:  [{ from: 2026-12-20, to: 2027-01-02, why: holidays }]
contacts: ["release lead: +1 555 0100"]
strategy: { canary: [0.5%, 25%, all], bake: 10m, timeout: 1h, promotion: manual, internal: [alice], population: 1000 }
strategies: { api: { canary: [50 users, 200 users, all] }, web: { blueGreen: true }, worker: { switch: true } }
dark: { ready: 5, soak: 2m, synthetic: [/up], rehearse: false }
gates: { errors: { tolerance: 2, objective: 1% }, warmUp: 90s, minimumRequests: 50, limits: [{ component: api, errors: 0.5% }, { component: api, slower: { thanMs: 500, share: 5% } }], http: [{ name: checkout, url: "http://127.0.0.1:8080/health" }] }
retain: 30m
checklist: [{ id: told, text: "Support has been told." }]
notify: [{ name: chat, url: "https://hooks.example:8443/x", secret: env:HOOK_SECRET }]
`;

test("sets of servers take the place of the rungs, and another way takes theirs", () => {
  const environment = accepted(
    "strategy: { rolling: { sets: 4 }, bake: 1m }\nstrategies: { web: { blueGreen: true } }",
  );
  expect(environment?.strategy).toMatchObject({ sets: 4, bakeMs: 60_000, rungs: [{ weight: 10_000 }] });
  expect(environment?.strategies.web).toMatchObject({ bakeMs: 60_000 });
  expect(environment?.strategies.web?.sets).toBeUndefined();
});

test("an environment is read with everything that it may say", () => {
  const minuteMs = 60_000;
  const base = {
    bakeMs: 10 * minuteMs,
    timeoutMs: 60 * minuteMs,
    promotion: "manual",
    internalUsers: ["alice"],
    population: 1_000,
    watches: true,
  };
  const all = { kind: "share", weight: 10_000 };
  expect(accepted(whole)).toEqual({
    id: "production",
    routers: ["edge"],
    deploy: {
      api: { kind: "command", argv: ["./deploy.sh", "--now"], variables: ["CLOUD"], timeoutMs: 2 * minuteMs },
      worker: {
        kind: "webhook",
        url: "https://ci.example/deploy",
        timeoutMs: 10 * minuteMs,
        secret: { variable: "DEPLOY_SECRET" },
      },
      web: { kind: "external" },
    },
    edges: {},
    approvals: [
      { role: "engineering", count: 2 },
      { role: "product", count: 1 },
    ],
    approvalsLastMs: 12 * 60 * minuteMs,
    selfApproval: true,
    windows: [{ calendar: "office", weekdays: [1, 4], fromMinute: 540, toMinute: 990 }],
    freezes: [{ firstDay: "2026-12-20", lastDay: "2027-01-02", why: "holidays" }],
    contacts: ["release lead: +1 555 0100"],
    strategy: { ...base, rungs: [{ kind: "share", weight: 50 }, { kind: "share", weight: 2_500 }, all] },
    strategies: {
      api: { ...base, rungs: [{ kind: "users", users: 50 }, { kind: "users", users: 200 }, all] },
      web: { ...base, rungs: [all] },
      worker: { ...base, rungs: [all], bakeMs: 0, watches: false },
    },
    dark: { readyTimes: 5, soakMs: 2 * minuteMs, syntheticPaths: ["/up"], rehearses: false },
    gates: {
      traffic: true,
      tolerance: 2,
      objective: 0.01,
      minRequests: 50,
      http: [
        {
          name: "checkout",
          url: "http://127.0.0.1:8080/health",
          status: 200,
          timeoutMs: 5_000,
          failures: 3,
        },
      ],
      limits: [
        { component: "api", share: 0.005 },
        { component: "api", slowerThanMs: 500, share: 0.05 },
      ],
    },
    retainMs: 30 * minuteMs,
    checklist: [{ id: "told", text: "Support has been told." }],
    notify: [{ name: "chat", url: "https://hooks.example:8443/x", secret: { variable: "HOOK_SECRET" } }],
    outbound: ["ci.example", "hooks.example:8443", "127.0.0.1:8080"],
    at: { line: 6, column: 3 },
  });
});

test("an environment that says nothing gets careful defaults", () => {
  expect(accepted("routers: []")).toMatchObject({
    deploy: {},
    approvals: [],
    selfApproval: false,
    freezes: [],
    strategy: { rungs: [{ weight: 100 }, { weight: 500 }, { weight: 2_500 }, { weight: 10_000 }] },
    dark: { readyTimes: 3, rehearses: true },
    gates: { traffic: true, tolerance: 1.5, minRequests: 300 },
    retainMs: 3_600_000,
    outbound: [],
  });
  expect(accepted("routers: []")?.windows).toBeUndefined();
});

test("an embedded router takes the warm-up of its environment, unless it has one of its own", () => {
  const warmUp = (router: string) => {
    const parsed = parseConfig(
      file("{ routers: [edge], gates: { warmUp: 90s } }").replace(
        "{ kind: embedded, routes: [{ path: /, to: api }] }",
        router,
      ),
      context,
    );
    return parsed.ok ? parsed.config.routers[0]?.warmUpS : parsed.complaints;
  };
  expect(warmUp("{ kind: embedded }")).toBe(90);
  expect(warmUp("{ kind: embedded, warmUp: 5s }")).toBe(5);
  expect(warmUp("{ kind: haproxy }")).toBeUndefined();
});

test.each([
  ["a router that is misspelt", "routers: [egde]", "1:11 There is no router `egde`. Did you mean `edge`?"],
  [
    "a component that is misspelt",
    "strategies: { wbe: { bake: 5m } }",
    "1:15 There is no component `wbe`. Did you mean `web`?",
  ],
  [
    "a calendar that is misspelt",
    'windows: [{ calendar: offce, from: "09:00", to: "16:00" }]',
    "1:23 There is no calendar `offce`. Did you mean `office`?",
  ],
  [
    "a key deep inside that is misspelt",
    'gates: { http: [{ name: a, url: "http://a/", statsu: 1 }] }',
    "1:46 The key `statsu` is not known here. Did you mean `status`?",
  ],
  [
    "a key of a strategy that is misspelt",
    "strategies: { web: { canry: [all] } }",
    "1:22 The key `canry` is not known here. Did you mean `canary`?",
  ],
  [
    "a command as one text",
    "deploy: { api: { command: ./deploy.sh now } }",
    '1:27 `command` is "./deploy.sh now". Expected a list of words such as [./deploy.sh, --now]: no shell takes it apart.',
  ],
  [
    "two ways to deploy",
    "deploy: { api: { command: [a], external: true } }",
    "1:32 `external` does not go with `command`. Keep one of them.",
  ],
  [
    "a secret in the file",
    'deploy: { api: { webhook: "https://ci.example/", secret: abc } }',
    '1:58 `secret` is "abc". Expected the name of an environment variable, such as env:DEPLOY_SECRET.',
  ],
  [
    "a webhook that anybody can read on its way",
    'notify: [{ name: chat, url: "http://hooks.example/" }]',
    '1:29 This address cannot be called: "http://hooks.example/". Expected https; http only to this machine.',
  ],
  [
    "an address of another kind",
    'notify: [{ name: chat, url: "file:///etc/passwd" }]',
    '1:29 This address cannot be called: "file:///etc/passwd". Expected an address that begins with https:// or http://.',
  ],
  [
    "an address that is not on the list",
    'notify: [{ name: chat, url: "https://hooks.example/" }]\noutbound: [ci.example]',
    "1:29 `hooks.example` may not be called. Add it to `outbound` of production.",
  ],
  [
    "rungs that do not grow",
    "strategy: { canary: [5%, 5%, 100%] }",
    "1:26 `5%` is not more than `5%` before it. Each rung is larger than the last.",
  ],
  [
    "rungs in users and in percent that do not grow",
    "strategy: { canary: [1%, 5 users, 100%], population: 1000 }",
    "1:26 `5 users` is not more than `1%` before it. Each rung is larger than the last.",
  ],
  [
    "a ladder that does not reach everybody",
    "strategy: { canary: [5%, 50%] }",
    "1:26 The last rung is `50%`. A release ends with everybody: 100% or all.",
  ],
  [
    "a share above everybody",
    "strategy: { canary: [120%] }",
    "1:22 `120%` is no share of the users. From 0.01% to 100%.",
  ],
  [
    "users of nobody knows how many",
    "strategy: { canary: [50 users, all] }",
    "1:22 How many `50 users` are is not known. Say how many users there are: `population: 1000`.",
  ],
  [
    "fewer users than a router can tell apart",
    "strategy: { canary: [1 user, all], population: 15000 }",
    "1:22 `1 user` of 15000 are less than one bucket of 10000. At least 2 users: more than asked for never get it.",
  ],
  [
    "a share of the users of what no router knows",
    "routers: [edge]\nstrategies: { worker: { canary: [5%, all] } }",
    "2:25 No router of production sends users to `worker`. Without one it is moved as a whole: leave `canary` out, or add a route.",
  ],
  [
    "two strategies at once",
    "strategy: { blueGreen: true, canary: [all] }",
    "1:13 `blueGreen` does not go with `canary`. Keep one of them.",
  ],
  [
    "sets of servers of what no router knows",
    "routers: [edge]\nstrategies: { worker: { rolling: { sets: 2 } } }",
    "2:25 No router of production sends users to `worker`. Without one it is moved as a whole: leave `rolling` out, or add a route.",
  ],
  [
    "sets of servers, and rungs too",
    "strategy: { rolling: { sets: 2 }, canary: [all] }",
    "1:13 `rolling` does not go with `canary`. Keep one of them.",
  ],
  [
    "all servers as one set",
    "strategy: { rolling: { sets: 1 } }",
    "1:30 `sets` is 1. Expected a whole number from 2 to 64.",
  ],
  [
    "a window that never opens",
    'windows: [{ from: "09:00", to: "09:00" }]',
    '1:32 This window closes when it opens. For a whole day write `from: "00:00", to: "24:00"`.',
  ],
  [
    "a day that does not exist",
    "freezes: [{ from: 2026-02-30, to: 2026-03-01, why: x }]",
    "1:19 There is no day 2026-02-30. Expected a day such as 2026-12-20.",
  ],
  [
    "a freeze that ends before it begins",
    "freezes: [{ from: 2026-03-02, to: 2026-03-01, why: x }]",
    "1:35 This freeze ends before it begins. A day from 2026-03-02 on.",
  ],
  [
    "a role that is asked twice",
    "approvals: [{ role: a }, { role: a }]",
    "1:34 `a` stands here twice. Give it another one.",
  ],
  [
    "an item that is always asked",
    "checklist: [{ id: cf-window, text: x }]",
    "1:19 Ids that begin with `cf-` are those of items that are always asked. Give it another one.",
  ],
  [
    "a duration without an end",
    "retain: 99999w",
    '1:9 `retain` is "99999w". Expected a duration such as 4d, 24h, 30m or 90s, at most 3650d.',
  ],
])("%s is refused with its place and what to write", (_, environment, complaint) => {
  expect(refused(environment)).toContain(complaint);
});

test("many mistakes of one environment are told together", () => {
  const complaints = refused(
    "routers: [x]\nstrategy: { canary: [5%] }\nfreezes: [{ from: 2026-13-01, to: 2027-01-01, why: x }]",
  );
  expect(complaints).toHaveLength(3);
});
