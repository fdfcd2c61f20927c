import { expect, test } from "vitest";
import { parseConfig } from "./parse-config.ts";
import type { SystemConfig } from "./system-config.ts";

const nowMs = Date.UTC(2026, 10, 19);
const context = { file: "crossfade.yaml", nowMs };

function accepted(text: string): SystemConfig {
  const parsed = parseConfig(text, context);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.complaints, null, 2));
  return parsed.config;
}

/** "line:column message expected", one per complaint. */
function refused(text: string): string[] {
  const parsed = parseConfig(text, context);
  if (parsed.ok) throw new Error("it was accepted");
  return parsed.complaints.map((each) =>
    [`${each.line}:${each.column}`, each.message, each.expected].filter(Boolean).join(" "),
  );
}

const shop = `
system: shop
components:
  db:      { kind: schema, engine: postgres, migrations: db/migrations }
  api:     { kind: service, paths: [api/] }
  worker:  { kind: worker }
  web:     { kind: web, assets: web/dist }
  outlook: { kind: add-in, manifest: outlook/manifest.xml }
  chrome:  { kind: extension, channel: chrome-web-store }
  edge:    { kind: extension, channel: edge-add-ons }
  flags:   { kind: flags, file: config/feature-flags.yaml }
  stripe:  { kind: external }
links:
  - { from: [web, outlook, chrome, edge], to: api, http: api/openapi.yaml }
  - { from: api, to: worker, events: api/events/, queue: orders, retained: 4d }
  - { from: api, to: api, store: api/cache/cart.schema.json, retained: 24h }
  - { from: [api, worker], to: db, sql: api/sql-contract.json }
  - { from: web, to: api, flags: api/served-flags.json }
  - { from: stripe, to: api, events: api/callbacks/stripe.schema.json, retained: 3d }
routers:
  edge: { kind: embedded, listen: 127.0.0.1:8080, routes: [{ path: /api, to: api }, { path: /, to: web }], userKey: cookie:uid }
`;

test("the example of the design is accepted, with every default filled in", () => {
  const config = accepted(shop);
  expect(config.id).toBe("shop");
  const table = config.components.map((each) =>
    [each.id, each.channel, each.forward, each.back, each.dark, each.serial, each.ours, each.tail].join(" "),
  );
  expect(table).toEqual([
    "db migration cut stays none false true false",
    "api instant overlap overlap warm true true false",
    "worker instant overlap overlap warm true true false",
    "web page-refresh overlap overlap cold false true true",
    "outlook office-content overlap overlap cold false true true",
    "outlook.manifest office-manifest overlap overlap cold false true true",
    "chrome chrome-web-store overlap overlap cold false true true",
    "edge edge-add-ons overlap stays cold false true true",
    "flags flag-push overlap overlap cold true true false",
    "stripe third-party overlap overlap warm false false false",
  ]);
});

test("each link of a list is a link of its own, with medium and lingering", () => {
  const links = accepted(shop).links.map((each) =>
    [each.id, each.medium, each.inbound, each.linger.kind === "for" ? each.linger.ms : each.linger.kind].join(
      " | ",
    ),
  );
  expect(links).toEqual([
    "web->api http | direct | routed | none",
    "outlook->api http | direct | routed | none",
    "chrome->api http | direct | routed | none",
    "edge->api http | direct | routed | none",
    "api->worker events orders | queue | attached | 345600000",
    "api->api store | store | attached | 86400000",
    "api->db sql | schema | attached | none",
    "worker->db sql | schema | attached | none",
    "web->api flags | flags | attached | none",
    "stripe->api events | direct | routed | 259200000",
  ]);
});

test("a component is made of its folder and of the files that it names; a manifest belongs to its own part", () => {
  const paths = Object.fromEntries(
    accepted(shop).components.map((each) => [each.id, [each.paths, each.except]]),
  );
  expect(paths).toMatchObject({
    db: [["db/"], []],
    flags: [["flags/", "config/feature-flags.yaml"], []],
    outlook: [["outlook/"], ["outlook/manifest.xml"]],
    "outlook.manifest": [["outlook/manifest.xml"], []],
    stripe: [[], []],
  });
});

test("what waits or is stored stays for ever unless the file says otherwise", () => {
  const [link] = accepted(
    "system: s\ncomponents: { a: { kind: service } }\nlinks: [{ from: a, to: a, store: a/x.json }]",
  ).links;
  expect(link).toMatchObject({ linger: { kind: "for-ever" }, lingerAssumed: true });
});

test("two contracts between the same two components are told apart by their paths", () => {
  const { links } = accepted(`system: s
components: { web: { kind: web }, api: { kind: service } }
links: [{ from: web, to: api, http: api/a.yaml }, { from: web, to: api, http: api/b.yaml }]`);
  expect(links.map((each) => each.id)).toEqual(["web->api http api/a.yaml", "web->api http api/b.yaml"]);
});

test("a channel of one's own decides how its components move", () => {
  const [kiosk] = accepted(`system: s
channels: { till: { forward: gap, back: none, worst: 30d, tail: false } }
components: { kiosk: { kind: desktop, channel: till, endless: ["1.0.0"], support: 90d } }`).components;
  expect(kiosk).toMatchObject({
    forward: "gap",
    back: "none",
    tail: false,
    worstWaitMs: 30 * 86_400_000,
    endless: ["1.0.0"],
    supportMs: 90 * 86_400_000,
  });
});

test("a group is atomic only if all of its components move by a cut", () => {
  const { groups } = accepted(`system: s
components:
  a: { kind: service, group: g }
  b: { kind: web, group: g }
  c: { kind: schema, group: h }`);
  expect(groups).toEqual([
    { id: "g", components: ["a", "b"], atomic: false },
    { id: "h", components: ["c"], atomic: true },
  ]);
});

test("a waiver holds until its last day has ended", () => {
  const waivers = (expires: string) =>
    accepted(`system: s
components: { a: { kind: service } }
waivers: [{ finding: f1, reason: why, by: me, expires: ${expires} }]`).waivers.map((each) => each.expired);
  expect([waivers("2026-11-18"), waivers("2026-11-19")]).toEqual([[true], [false]]);
});

test("pins and same-revision are the two forms of affinity", () => {
  const affinity = (written: string) =>
    accepted(`system: s
components: { web: { kind: web }, api: { kind: service } }
links: [{ from: web, to: api, http: api/a.yaml, affinity: ${written} }]`).links[0]?.affinity;
  expect(affinity("same-revision")).toEqual({ kind: "same-revision" });
  expect(affinity('{ "1.0.0": "2.0.0" }')).toEqual({ kind: "pins", pins: new Map([["1.0.0", "2.0.0"]]) });
});

test("what a sender uses is one list, or one for each sender", () => {
  const file = (from: string, more: string) => `system: s
components: { web: { kind: web }, chrome: { kind: extension }, api: { kind: service } }
links: [{ from: ${from}, to: api, ${more} }]`;
  const uses = (from: string, written: string) =>
    accepted(file(from, `http: a.yaml, uses: ${written}`)).links.map((each) => each.uses);
  expect(uses("web", "./web/uses.yaml")).toEqual(["web/uses.yaml"]);
  expect(uses("[web, chrome]", "{ chrome: c.yaml }")).toEqual([undefined, "c.yaml"]);
  const both = "[web, chrome]";
  expect([
    ...refused(file("web", "events: a.json, uses: w.yaml")),
    ...refused(file("web", "http: a.yaml, uses: ../w.yaml")),
    ...refused(file(both, "http: a.yaml, uses: w.yaml")),
    ...refused(file(both, "http: a.yaml, uses: { crome: /w.yaml }")),
    ...refused(file(both, "http: a.yaml, uses: [w.yaml]")),
    ...refused(file(both, "http: a.yaml, uses: { web: 3 }")),
  ]).toMatchInlineSnapshot(`
    [
      "3:47 \`uses\` goes only with \`http\`.",
      "3:51 This path cannot be used. Expected a path inside the repository, without \`..\`.",
      "3:61 This link has several senders. Give each its own list: \`uses: { web: w.yaml }\`.",
      "3:63 \`crome\` does not send here. Did you mean \`chrome\`?",
      "3:70 This path cannot be used. Expected a path relative to the root of the repository.",
      "3:61 \`uses\` is a list. Expected a path, or a mapping of senders to paths.",
      "3:68 \`web\` is 3. Expected a path relative to the repository, with /.",
    ]
  `);
});

test("a link may say how both ends read its contract", () => {
  const file = (link: string) => `system: s
components: { web: { kind: web }, api: { kind: service } }
links: [{ from: web, to: api, ${link} }]`;
  const all = "reading: { sender: open, receiver: tolerant, replies: open-enum, appliesDefaults: true }";
  expect(accepted(file(`http: a.yaml, ${all}`)).links[0]?.reading).toEqual({
    world: "open",
    receiver: "tolerant",
    replyReceiver: "open-enum",
    appliesDefaults: true,
  });
  expect(accepted(file("http: a.yaml")).links[0]).not.toHaveProperty("reading");
  expect([
    ...refused(file("flags: a.json, served: b.json, reading: { receiver: strict }")),
    ...refused(file("events: a.json, reading: { replies: strict }")),
    ...refused(file("http: a.yaml, reading: { receiver: lenient }")),
    ...refused(file("http: a.yaml, reading: { sendr: open }")),
  ]).toMatchInlineSnapshot(`
    [
      "3:62 \`reading\` goes only with \`http\`, \`events\`, \`store\` and \`frame\`.",
      "3:58 \`replies\` goes only with \`http\`.",
      "3:66 \`receiver\` cannot be "lenient". Known: strict, tolerant, open-enum.",
      "3:56 The key \`sendr\` is not known here. Did you mean \`sender\`?",
    ]
  `);
});

test("what a receiver does not know is a matter of stores and events", () => {
  const file = (contract: string) =>
    `system: s\ncomponents: { a: { kind: service }, b: { kind: worker } }\nlinks: [{ from: a, to: b, ${contract}, unread: fine }]`;
  expect(accepted(file("events: a/")).links[0]?.unread).toBe("fine");
  expect(accepted(file("store: a/")).links[0]?.unread).toBe("fine");
  expect(refused(file("http: a.yaml"))).toEqual(["3:41 `unread` goes only with `store` and `events`."]);
});

test("all mistakes of a file are told at once, in the order of the file", () => {
  const found = refused(`system: shop
component: {}
components:
  api: { kind: servce, pahts: [api/] }
  web: { kind: web, migrations: db/, channel: amo }
  "my app": { kind: service, paths: [../other, 'a\\b', 'src/**'] }
links:
  - { from: wbe, to: api, http: api/openapi.yaml }
  - { from: web, to: api }
  - { from: web, to: [api, 3], http: a.yaml, retained: 4 days }
  - { from: web, to: web, http: a.yaml, events: b.json, queue: q, log: l }
  - { from: web, to: web, sql: a.json, retained: 4d }
waivers:
  - { finding: f1, reason: r, by: me, expires: 2026-02-30 }
routers:
  edge: { kind: embedded, routes: [{ path: /, to: wob }], userKey: cookie }
`);
  expect(found).toMatchInlineSnapshot(`
    [
      "2:1 The key \`component\` is not known here. Did you mean \`components\`?",
      "4:16 \`kind\` cannot be "servce". Did you mean \`service\`?",
      "4:24 The key \`pahts\` is not known here. Did you mean \`paths\`?",
      "5:21 \`migrations\` does not go with kind web. It belongs to schema.",
      "5:47 There is no channel \`amo\`. Here it is called \`firefox-add-ons\`.",
      "6:3 This id cannot be used. Letters, digits, - and _, beginning with a letter, at most 63.",
      "6:38 This path cannot be used. Expected a path inside the repository, without \`..\`.",
      "6:48 This path cannot be used. Expected forward slashes: write \`a/b\`, not \`a\\b\`.",
      "6:55 This path cannot be used. Expected a folder or a file; patterns are not supported, a folder means all below it.",
      "8:13 There is no component \`wbe\`. Did you mean \`web\`?",
      "9:5 This link names no contract. Give exactly one of http, events, store, sql, flags, assets, frame.",
      "10:28 \`to, entry 2\` is 3. Expected the id of a component.",
      "10:56 \`retained\` is "4 days". Expected a duration such as 4d or 24h, or for-ever.",
      "11:41 This link has both \`http\` and \`events\`. Give exactly one of http, events, store, sql, flags, assets, frame.",
      "11:67 This link has both \`queue\` and \`log\`. Give one of them.",
      "12:22 \`web\` is of kind web. SQL goes to a component of kind schema. There is none yet.",
      "12:40 Nothing is kept on a link of \`sql\`. Remove it; rows that outlive their writer are a link of their own, with \`store\`.",
      "14:48 There is no day 2026-02-30. Expected a day such as 2026-12-31.",
      "16:68 \`userKey\` is "cookie". Expected cookie:NAME, header:NAME or ip.",
    ]
  `);
});

test("a complaint shows the lines around its place with a caret", () => {
  const parsed = parseConfig("system: s\ncomponents:\n  api: { kind: servce }\n", context);
  expect(parsed.ok ? "" : parsed.complaints[0]?.frame).toMatchInlineSnapshot(`
    "  1 | system: s
      2 | components:
    > 3 |   api: { kind: servce }
        |                ^
      4 |"
  `);
});

test.each([
  ["nothing at all", ""],
  ["a list", "- a"],
  ["a text", "hello"],
  ["a key twice", "system: a\nsystem: b"],
  ["no YAML", "system: [a"],
  ["two documents", "system: a\n---\nsystem: b"],
  ["an unknown tag", "system: !!js/function 'x'"],
  ["a merge key", "system: s\nx: &x { kind: service }\ncomponents: { a: { <<: *x } }"],
  ["no components", "system: s\ncomponents: {}"],
  ["a missing system", "components: { a: { kind: service } }"],
  ["an empty component", "system: s\ncomponents: { a: }"],
  ["a link that is a text", "system: s\ncomponents: { a: { kind: service } }\nlinks: [web]"],
  ["a dangling alias", "system: *nowhere"],
])("refuses %s with one clear answer", (_, text) => {
  expect(refused(text)).toMatchSnapshot();
});

test("a bomb of aliases is refused, not written out", () => {
  const levels = Array.from(
    { length: 9 },
    (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(", ")}]`,
  );
  expect(refused(`l0: &l0 [x, x]\n${levels.join("\n")}`)[0]).toContain("aliases");
});

test("deep nesting and size are refused", () => {
  expect(refused("[".repeat(200_000))[0]).toMatch(/nested too deeply|Not valid YAML/);
  expect(refused(`system: ${"s".repeat(1_100_000)}`)[0]).toContain("larger than 1048576 bytes");
});

test("a product of long lists is refused before it is written out", () => {
  const ids = Array.from({ length: 400 }, (_, n) => `c${n}`);
  const text = `system: s
components: { ${ids.map((id) => `${id}: { kind: service }`).join(", ")} }
links: [{ from: [${ids}], to: [${ids}], http: a.yaml }]`;
  expect(refused(text)).toEqual(["3:9 There are more than 100000 links. Split the system."]);
});
