import type { ControlStore, NewVersion } from "@crossfade/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StoreUnderTest } from "./store-under-test.ts";

const newVersion = (component: string, label: string, more: Partial<NewVersion> = {}): NewVersion => ({
  component,
  label,
  contents: `contents of ${label}`,
  builtAgainst: {},
  by: "ci",
  files: { "crossfade.yaml": "system: shop\n", "api/openapi.yaml": `openapi: 3.1.0 # ${label}\n` },
  ...more,
});

/** What every registry does. */
export function registryStoreContract(name: string, { open, replicas }: StoreUnderTest): void {
  describe(`published versions in ${name}`, () => {
    let store: ControlStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    test("a version is read as it was published, to the last character", async () => {
      const files = {
        "crossfade.yaml": "system: shop\n",
        ["__proto__"]: "a file may be called so",
        "odd/ü 𝕏.json": '\ufeff{ "a": "\u0000", "b": "𝕏" }\r\n',
        "empty.json": "",
      };
      const more = { artifactDigest: "sha256:1", builtAgainst: { api: "1" }, revision: "c0ffee", files };
      const { version, isNew } = await store.publish(newVersion("read", "1", more));
      expect(isNew).toBe(true);
      expect(version).toMatchObject({ component: "read", label: "1", by: "ci", artifactDigest: "sha256:1" });
      expect(version).toMatchObject({ builtAgainst: { api: "1" }, revision: "c0ffee" });
      expect(await store.version("read", "1")).toEqual(version);
      expect(await store.snapshot(version.snapshot)).toEqual(files);
      expect(await store.version("read", "2")).toBeUndefined();
    });

    test("the very same is published as often as one likes", async () => {
      const first = await store.publish(newVersion("same", "1"));
      // Files of others and comments in crossfade.yaml may have changed meanwhile; what it was published with stays.
      const again = await store.publish(
        newVersion("same", "1", { files: { "crossfade.yaml": "# other\n" } }),
      );
      expect(again).toEqual({ version: first.version, isNew: false });
    });

    test.each([
      ["files", { contents: "other" }],
      ["an artefact", { artifactDigest: "sha256:2" }],
      ["versions that it was built against", { builtAgainst: { api: "2" } }],
    ])("a label is taken for good: other %s are refused", async (what, other) => {
      const component = `taken-${what.replaceAll(" ", "-")}`;
      await store.publish(newVersion(component, "1"));
      const publishing = store.publish(newVersion(component, "1", other));
      await expect(publishing).rejects.toMatchObject({ code: "CF_VERSION_TAKEN" });
      expect(await store.version(component, "1")).toMatchObject({ contents: "contents of 1" });
    });

    test("equal files are one snapshot, whosever they are", async () => {
      const files = { "crossfade.yaml": "system: both\n" };
      const [one, other] = [
        await store.publish(newVersion("one", "1", { files })),
        await store.publish(newVersion("other", "1", { files })),
      ];
      expect(one.version.snapshot).toBe(other.version.snapshot);
    });

    test("versions are listed by component, the newest first", async () => {
      await store.publish(newVersion("listed", "1"));
      await store.publish(newVersion("listed", "2"));
      expect((await store.versions("listed")).map(({ label }) => label)).toEqual(["2", "1"]);
      expect((await store.versions())[0]).toMatchObject({ component: "listed", label: "2" });
    });

    test("a snapshot that nobody published is named", async () => {
      await expect(store.snapshot("none")).rejects.toMatchObject({ code: "CF_SNAPSHOT_UNKNOWN" });
    });

    test("too many files, too many bytes, and what is no path are refused with the limit", async () => {
      const many = Object.fromEntries(Array.from({ length: 5_001 }, (_, index) => [`${index}.json`, "{}"]));
      await expect(store.publish(newVersion("large", "1", { files: many }))).rejects.toMatchObject({
        code: "CF_SNAPSHOT_TOO_LARGE",
        message: expect.stringContaining("maxSnapshotFiles is 5000"),
      });
      const long = { "a.json": "x".repeat(40 * 1024 * 1024), "b.json": "y".repeat(40 * 1024 * 1024) };
      await expect(store.publish(newVersion("large", "1", { files: long }))).rejects.toMatchObject({
        code: "CF_SNAPSHOT_TOO_LARGE",
        message: expect.stringContaining("maxSnapshotBytes"),
      });
      for (const path of ["../up.json", "/root.json", "a//b", "a\\b", "a\u0000b", ""])
        await expect(store.publish(newVersion("odd", "1", { files: { [path]: "" } }))).rejects.toMatchObject({
          code: "CF_PATH_REFUSED",
        });
      expect(await store.version("large", "1")).toBeUndefined();
    });

    test("of many who publish the same at once one is the first, and nobody fails", async () => {
      const stores = replicas ? await Promise.all([open(), open()]) : [store];
      const files = Object.fromEntries(
        Array.from({ length: 60 }, (_, index) => [`${index}.json`, `{ "crowd": ${index} }`]),
      );
      const results = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          (stores[index % stores.length] ?? store).publish(newVersion("crowd", "1", { files })),
        ),
      );
      expect(results.filter(({ isNew }) => isNew)).toHaveLength(1);
      expect(new Set(results.map(({ version }) => JSON.stringify(version))).size).toBe(1);
      if (replicas) await Promise.all(stores.map((each) => each.close()));
    });
  });
}
