import { CrossfadeError, type NewVersion } from "@crossfade/core";
import { expect, test } from "vitest";
import { createFakeControlStore } from "../store/fake-control-store.ts";
import { withProviders } from "./built-against.ts";

const config = (link: string) =>
  `system: shop\ncomponents: { api: { kind: service }, web: { kind: web } }\nlinks:\n  - { from: web, to: api, ${link} }\n`;
const shared = config("http: api/openapi.yaml");
const version = (component: string, label: string, more: Partial<NewVersion> = {}): NewVersion => ({
  component,
  label,
  contents: `${component} ${label}`,
  builtAgainst: {},
  by: "ci",
  files: { "crossfade.yaml": shared, "api/openapi.yaml": label, "web/uses.yaml": "own" },
  ...more,
});

async function registryWith(...versions: readonly NewVersion[]) {
  const store = createFakeControlStore(() => 0);
  for (const each of versions) await store.publish(each);
  return store;
}

test("a client that says what it was built against expects what its provider promised then", async () => {
  const files = { "crossfade.yaml": shared, "api/openapi.yaml": "as of 1.9", "api/parts.yaml": "parts" };
  const store = await registryWith(version("api", "1.9", { files }));
  const page = version("web", "5", { builtAgainst: { api: "1.9" } });
  expect((await withProviders(store, page, 0)).files).toEqual({
    "crossfade.yaml": shared,
    "api/openapi.yaml": "as of 1.9",
    "api/parts.yaml": "parts",
    "web/uses.yaml": "own",
  });
});

test("a document of its own stays its own", async () => {
  const own = config("http: web/api.yaml, served: api/openapi.yaml");
  const store = await registryWith(version("api", "1.9"));
  const page = version("web", "5", {
    builtAgainst: { api: "1.9" },
    files: { "crossfade.yaml": own, "web/api.yaml": "mine", "api/openapi.yaml": "beside me" },
  });
  expect((await withProviders(store, page, 0)).files["web/api.yaml"]).toBe("mine");
});

test("a provider that nobody has published is asked for", async () => {
  const page = version("web", "5", { builtAgainst: { api: "1.9" } });
  const published = withProviders(await registryWith(), page, 0);
  await expect(published).rejects.toThrow(CrossfadeError);
  await expect(published).rejects.toMatchObject({ code: "CF_VERSION_UNPUBLISHED" });
});

test("a version that says nothing is published as it is", async () => {
  const page = version("web", "5");
  expect(await withProviders(await registryWith(), page, 0)).toBe(page);
});
