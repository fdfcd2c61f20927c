import { join } from "node:path";
import { expect, test } from "vitest";
import { tree } from "../../../../test/support/tree.ts";
import { limitsSchema } from "../config/router-limits.ts";
import { defaultProxyLimits } from "../proxy/settings.ts";
import { settingsOf } from "./proxy-settings.ts";
import { chooseRouter, type RouterChoice } from "./router-config.ts";

const yaml = (routers: string) => `system: shop\ncomponents: { api: { kind: service } }\n${routers}`;
const two = yaml("routers:\n  edge: { kind: embedded, state: run/edge }\n  big: { kind: haproxy }\n");

function chosen(files: Readonly<Record<string, string>>, choice: RouterChoice = {}, below = "") {
  const root = tree({ ...files, "deep/er/file": "" });
  return chooseRouter(choice, join(root, below), 0).then((found) => ({ found, root }));
}

test("crossfade.yaml is looked for here and above; its router's folder lies beside it", async () => {
  const { found, root } = await chosen(
    { "crossfade.yaml": yaml("routers: { edge: { kind: embedded } }") },
    {},
    "deep/er",
  );
  expect(found).toMatchObject({
    router: { id: "edge" },
    file: "../../crossfade.yaml",
    root,
    stateFolder: join(root, ".crossfade/edge"),
  });
});

test("a file of another name is taken where it is named, and a router's folder may be named, too", async () => {
  const { found, root } = await chosen(
    { "deploy/shop.yaml": two },
    { config: "deploy/shop.yaml", router: "edge" },
  );
  expect([found.file, found.stateFolder]).toEqual(["deploy/shop.yaml", join(root, "deploy/run/edge")]);
});

test("where only one router is of a kind that will do, it is meant", async () => {
  const { found } = await chosen({ "crossfade.yaml": two }, { kinds: ["haproxy"] });
  expect(found.router.id).toBe("big");
});

test.each<[string, string | undefined, RouterChoice, string, string]>([
  ["no crossfade.yaml", undefined, {}, "CF_CONFIG_MISSING", "There is no crossfade.yaml"],
  ["a named file that is not there", two, { config: "x.yaml" }, "CF_CONFIG_MISSING", "There is no x.yaml"],
  ["a folder instead of a file", two, { config: "deep" }, "CF_FILE_UNREADABLE", "EISDIR"],
  ["a mistake in it", yaml("routers: { edge: {} }"), {}, "CF_CONFIG_INVALID", "1 mistake"],
  ["no router", yaml(""), {}, "CF_NO_ROUTER", "crossfade.yaml names no router"],
  ["a router that is not there", two, { router: "egde" }, "CF_ROUTER_UNKNOWN", "names no router egde"],
  ["several", two, {}, "CF_USAGE", "names several routers: edge, big"],
  [
    "a named one of another kind",
    two,
    { router: "big", kinds: ["embedded"] },
    "CF_ROUTER_UNSUPPORTED",
    "is of kind haproxy",
  ],
  [
    "none of the kind",
    yaml("routers: { a: { kind: nginx } }"),
    { kinds: ["embedded"] },
    "CF_ROUTER_UNSUPPORTED",
    "a is of kind nginx",
  ],
])("with %s it says so", async (_, text, choice, code, said) => {
  const files: Record<string, string> = text === undefined ? {} : { "crossfade.yaml": text };
  await expect(chosen(files, choice)).rejects.toMatchObject({ code, message: expect.stringContaining(said) });
});

const whole = `routers:
  edge:
    kind: embedded
    listen: 127.0.0.1:8080
    routes: [{ path: /, to: api }]
    upstreams: { api: { "1.0.0": [http://127.0.0.1:9101] } }
`;
const settings = async (more = "") => {
  const { found } = await chosen({ "crossfade.yaml": yaml(whole + more) });
  return settingsOf(found.router, found.file);
};

test("what crossfade.yaml does not say has the proxy's own default", async () => {
  expect(await settings()).toEqual({
    settingsSchema: 1,
    settings: expect.objectContaining({
      router: "edge",
      listen: { host: "127.0.0.1", port: 8080 },
      routes: [{ path: "/", component: "api", name: "/" }],
      userKey: { kind: "own-cookie" },
      trusted: [],
      hosts: [],
      limits: defaultProxyLimits,
    }),
    declared: {
      router: "edge",
      salt: "shop",
      components: [{ component: "api", versions: [{ label: "1.0.0", urls: ["http://127.0.0.1:9101"] }] }],
    },
  });
  expect((await settings()).settings).not.toHaveProperty("health");
});

test("every limit of the proxy can be set in crossfade.yaml, and no other", async () => {
  const limits = Object.fromEntries(
    Object.entries(defaultProxyLimits).map(([name, value]) => [name, value + 1]),
  );
  const file = await settings(`    limits: ${JSON.stringify(limits)}\n    health: {}\n`);
  expect(file.settings.limits).toEqual(limits);
  expect(Object.keys(limitsSchema.shape)).toEqual(Object.keys(defaultProxyLimits));
  expect(file.settings.health).toEqual({ path: "/up", everyMs: 1_000, timeoutMs: 5_000, needed: 3 });
});

test.each([
  ["listen", whole.replace(/ {4}listen.*\n/, "")],
  ["routes", whole.replace(/ {4}(routes|upstreams).*\n/g, "")],
  ["upstreams", whole.replace(/ {4}upstreams.*\n/, "")],
])("a router without %s can serve nobody", async (missing, routers) => {
  const { found } = await chosen({ "crossfade.yaml": yaml(routers) });
  expect(() => settingsOf(found.router, found.file)).toThrowError(
    expect.objectContaining({
      code: "CF_ROUTER_UNFINISHED",
      message: expect.stringContaining(`\`${missing}\``),
    }),
  );
});
