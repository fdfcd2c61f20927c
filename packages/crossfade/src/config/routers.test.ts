import { expect, test } from "vitest";
import { parseConfig } from "./parse-config.ts";
import type { ConfigRouter } from "./system-config.ts";

const context = { file: "crossfade.yaml", nowMs: 0 };

const file = (router: string) => `system: shop
components: { web: { kind: web }, api: { kind: service }, worker: { kind: worker } }
routers:
  edge:
${router.trim().replace(/^/gm, "    ")}
`;

function accepted(text: string): readonly ConfigRouter[] {
  const parsed = parseConfig(text, context);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.complaints, null, 2));
  return parsed.config.routers;
}

function refused(text: string): string[] {
  const parsed = parseConfig(text, context);
  if (parsed.ok) throw new Error("it was accepted");
  return parsed.complaints.map((each) =>
    [`${each.line}:${each.column}`, each.message, each.expected].filter(Boolean).join(" "),
  );
}

const whole = `
kind: embedded
listen: "[::1]:8080"
hosts: [Shop.example]
routes:
  - { path: /api/, to: api, host: shop.Example, name: calls }
  - { path: /, to: web }
upstreams:
  api: { "1.9.4": [http://127.0.0.1:9101, "http://[::1]:9102"], 2.0.0: [https://api.internal] }
  web: { 1.0: [http://127.0.0.1:9001] }
userKey: header:X-User
salt: spring
health: { path: /up, everyMs: 1000 }
trusted: [10.0.0.0/8, ::1, fd00::/8]
state: /var/lib/crossfade/
latencyThresholdsMs: [500, 100, 100]
balance: round-robin
warmUp: 90s
`;

test("a router is read with everything that it may say", () => {
  expect(accepted(file(whole))).toEqual([
    {
      id: "edge",
      kind: "embedded",
      listen: { host: "::1", port: 8080 },
      hosts: ["shop.example"],
      routes: [
        { path: "/api", host: "shop.example", to: "api", name: "calls" },
        { path: "/", to: "web", name: "/" },
      ],
      upstreams: [
        {
          component: "api",
          versions: [
            { label: "1.9.4", urls: ["http://127.0.0.1:9101", "http://[::1]:9102"] },
            { label: "2.0.0", urls: ["https://api.internal"] },
          ],
        },
        { component: "web", versions: [{ label: "1.0", urls: ["http://127.0.0.1:9001"] }] },
      ],
      userKey: { kind: "header", name: "x-user" },
      salt: "spring",
      health: { path: "/up", everyMs: 1000 },
      trusted: ["10.0.0.0/8", "::1", "fd00::/8"],
      state: "/var/lib/crossfade",
      limits: {},
      balance: "round-robin",
      warmUpS: 90,
      latencyThresholdsMs: [100, 500],
      at: { line: 4, column: 3 },
    },
  ]);
});

test("what a router does not say is the system's salt, a folder of its own and nobody trusted", () => {
  expect(accepted(file("kind: haproxy"))).toMatchObject([
    { salt: "shop", state: ".crossfade/edge", trusted: [], upstreams: [], routes: [] },
  ]);
});

test("the oldest version is the one that stands first, also where labels are numbers", () => {
  const [router] = accepted(
    file(`kind: embedded
routes: [{ path: /, to: api }]
upstreams:
  api:
    beta: [http://a:1]
    42: [http://a:2]
    41: [http://a:3]
    1.10: [http://a:4]`),
  );
  expect(router?.upstreams[0]?.versions.map(({ label }) => label)).toEqual(["beta", "42", "41", "1.10"]);
});

test.each([
  ["127.0.0.1:8080", { host: "127.0.0.1", port: 8080 }],
  ["localhost:0", { host: "localhost", port: 0 }],
  ["[::]:443", { host: "::", port: 443 }],
])("a router listens on %s", (listen, address) => {
  expect(accepted(file(`kind: embedded\nlisten: "${listen}"`))[0]?.listen).toEqual(address);
});

test.each(["8080", ":8080", "127.0.0.1", "::1:8080", "a b:80", "host:65536", "http://a:80"])(
  "%s is nothing to listen on",
  (listen) => {
    expect(refused(file(`kind: embedded\nlisten: "${listen}"`))).toEqual([
      `6:13 \`listen\` is "${listen}". Expected an address and a port such as 127.0.0.1:8080 or [::1]:8080.`,
    ]);
  },
);

test("all mistakes of a router are told at once, each with its place", () => {
  expect(
    refused(
      file(`
kind: embedded
listen: 0.0.0.0:9101
hosts: [shop.example, "a b"]
routes:
  - { path: /a, to: wbe }
  - { path: /b, to: worker }
  - { path: /c, to: web, host: shop.exampel }
  - { path: /d, to: web, host: shop.exampel }
  - { path: /d/../e, to: web }
  - { path: /f*, to: web }
  - { path: /, to: web }
  - { path: /late, to: web }
upstreams:
  web: { "1.0.0": [http://127.0.0.1:9101], "2.0.0": [http://127.0.0.1:9001/up, http://127.0.0.1:0] }
  ap: { "1.0.0": [http://a:1] }
  api: { "1.0.0": [http://b:80, http://b:80], "a@b": [HTTP://c], "3.0.0": [http://B] }
userKey: cookie:cf_tester
trusted: [10.0.0.0/33, all]
`),
    ),
  ).toMatchInlineSnapshot(`
    [
      "7:27 "a b" is no name of a host. Expected a name such as shop.example, without a port.",
      "9:25 There is no component \`wbe\`. Did you mean \`web\`?",
      "10:25 \`worker\` has no upstreams here. Say where it runs: \`upstreams: { worker: { "1.0.0": [http://127.0.0.1:9101] } }\`.",
      "11:36 Requests for \`shop.exampel\` are refused: it is not among \`hosts\`. Did you mean \`shop.example\`?",
      "12:36 Requests for \`shop.exampel\` are refused: it is not among \`hosts\`. Did you mean \`shop.example\`?",
      "13:17 \`path\` is "/d/../e". Expected a path without \`//\`, \`/./\` and \`/../\`.",
      "14:17 \`path\` is "/f*". Expected a prefix; patterns are not supported, /api means all below it.",
      "16:17 Route 7 takes all that this one would. The first match wins: put the longer path first.",
      "18:24 http://127.0.0.1:9101 is the router itself. Give the instance a port of its own.",
      "18:58 "http://127.0.0.1:9001/up" is no instance. Expected scheme, host and port such as http://127.0.0.1:9101, without a path.",
      "18:84 "http://127.0.0.1:0" is no instance. Expected scheme, host and port such as http://127.0.0.1:9101, without a path.",
      "19:7 There is no component \`ap\`. Did you mean \`api\`?",
      "20:7 No route leads to \`api\`. Add one, such as \`{ path: /, to: api }\`.",
      "20:37 http://b:80 stands here twice. Remove one of them.",
      "20:51 This label cannot be used. Letters, digits and . _ + -, at most 128.",
      "20:59 "HTTP://c" is no instance. Expected scheme, host and port such as http://127.0.0.1:9101, without a path.",
      "20:80 http://B is an instance of api@1.0.0 already. An instance runs one version.",
      "21:14 \`cookie:cf_tester\` does not tell users apart. Name a cookie or a header of your own.",
      "22:15 "10.0.0.0/33" is no network. Expected an address such as 10.0.0.7 or a network such as 10.0.0.0/8 or fd00::/8.",
      "22:28 "all" is no network. Expected an address such as 10.0.0.7 or a network such as 10.0.0.0/8 or fd00::/8.",
    ]
  `);
});

test("a router of a wrong shape is told what is known at each place", () => {
  expect(
    refused(
      file(`
kind: embeded
routes: [{ path: api, to: web, nmae: x }]
health: { path: up, everyMs: 1, evry: 2 }
limits: { maxConections: 3, maxHeaders: 1.5 }
latencyThresholdsMs: [0]
listen: 8080
upstrems: {}
`),
    ),
  ).toMatchInlineSnapshot(`
    [
      "5:11 \`kind\` cannot be "embeded". Did you mean \`embedded\`?",
      "6:22 \`path\` is "api". Expected a path that begins with /.",
      "6:36 The key \`nmae\` is not known here. Did you mean \`name\`?",
      "7:21 \`path\` is "up". Expected a path that begins with /.",
      "7:34 \`everyMs\` is 1. Expected a number of milliseconds from 100 to 600000.",
      "7:37 The key \`evry\` is not known here. Known: path, everyMs, timeoutMs, needed.",
      "8:15 The key \`maxConections\` is not known here. Did you mean \`maxConnections\`?",
      "8:45 \`maxHeaders\` is 1.5. Expected a whole number from 10 to 2000.",
      "9:27 \`latencyThresholdsMs, entry 1\` is 0. Expected a number of milliseconds from 1 to 600000.",
      "10:13 \`listen\` is 8080. Expected an address and a port such as 127.0.0.1:8080.",
      "11:5 The key \`upstrems\` is not known here. Did you mean \`upstreams\`?",
    ]
  `);
});

test.each([
  ["upstreams: { api: {} }"],
  ["upstreams: { api: }"],
  ["upstreams: { api: { 1.0: http://a:1 } }"],
  ["upstreams: { api: { 1.0: [] } }"],
  ["upstreams: { api: { 1.0: [9101] } }"],
  ["upstreams: [api]"],
  ["upstreams: { api: { __proto__: [http://a:1] } }"],
  ["upstreams: { api: { [1, 2]: [http://a:1] } }"],
  [
    `upstreams: { api: { ${Array.from({ length: 17 }, (_, n) => `v${n}: [http://a:${n + 1}]`).join(", ")} } }`,
  ],
])("%s is refused", (upstreams) => {
  expect(refused(file(`kind: embedded\nroutes: [{ path: /, to: api }]\n${upstreams}`))).toMatchSnapshot();
});

test("two routers have two folders, and ids that can be names of folders", () => {
  expect(
    refused(`system: s
components: { a: { kind: service } }
routers:
  edge: { kind: embedded, state: run }
  e/d: { kind: haproxy, state: run/, limits: {}, warmUp: 9999d }`),
  ).toMatchInlineSnapshot(`
    [
      "5:3 This id cannot be used. Letters, digits, - and _, beginning with a letter, at most 63.",
      "5:32 The router \`edge\` has this folder already. Give each router its own.",
      "5:38 \`limits\` does not go with kind haproxy. It belongs to embedded; another router has it where that one is configured.",
      "5:50 \`warmUp\` does not go with kind haproxy. It belongs to embedded; another router has it where that one is configured.",
      "5:58 \`warmUp\` is "9999d". Expected a duration such as 4d, 24h, 30m or 90s, at most 3650d.",
    ]
  `);
});

test("an instance may be the router's port on another machine, and another component's instance", () => {
  const text = file(`kind: embedded
listen: 127.0.0.1:8080
routes: [{ path: /api, to: api }, { path: /, to: web }]
upstreams: { api: { "1": [http://10.0.0.1:8080] }, web: { "1": [http://10.0.0.1:8080] } }`);
  expect(accepted(text)).toHaveLength(1);
});
