import { publishedPaths } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import {
  analyse,
  type Files,
  pairsOf,
  ruleIdsOf,
  stagesOf,
  system,
} from "../../../../test/support/analysis-story.ts";
import { tree } from "../../../../test/support/tree.ts";
import { createSource } from "../adapters/source/source.ts";
import type { PublishedFlagReads } from "../wire/flag-reads.ts";
import { collectVersions } from "./collect-versions.ts";

const parts = { web: "kind: web", flags: "kind: flags, file: flags/features.yaml" };
const folderLink = ["{ from: web, to: flags, flags: web/ }"];
const features = (share: number | undefined) =>
  share === undefined
    ? "features: {}\n"
    : `features:\n  new-checkout: { enabled: true, rollout_percentage: ${share} }\n`;

describe("a link whose reader is a folder of sources", () => {
  const release = (version: string, code: string, share: number | undefined): Files => ({
    ...system(version, parts, folderLink),
    "web/src/cart.ts": code,
    "flags/features.yaml": features(share),
  });
  const reads = (fallback: string) =>
    `const KEY = "new-checkout";\nexport const on = () => client.getBooleanValue(KEY, ${fallback});\n`;

  test("says by its code what is read, and the flag goes after the page", async () => {
    const report = await analyse(release("1.0.0", reads("false"), 100), release("2.0.0", "", undefined));
    expect(pairsOf(report)).toEqual(["web@1.0.0 -> flags@2.0.0 breaking"]);
    expect(stagesOf(report)).toEqual([["web"], ["flags"]]);
    const [finding] = Object.values(report.findings);
    expect(finding?.place).toMatchObject({ document: "web/src/cart.ts", line: 2 });
  });

  test("breaks nothing once its default is the final value", async () => {
    const report = await analyse(release("1.0.0", reads("true"), 100), release("2.0.0", "", undefined));
    expect(pairsOf(report)).toEqual([]);
  });

  test("is unknown where a key is made while it runs, never safe", async () => {
    const code = "export const on = (key) => client.getBooleanValue(key, true);\n";
    const report = await analyse(release("1.0.0", code, 100), release("2.0.0", "", undefined));
    expect(pairsOf(report)).toEqual(["web@1.0.0 -> flags@2.0.0 unknown"]);
    expect(ruleIdsOf(report)).toEqual(["flags/read-uncertain"]);
  });

  test("is unknown where its key stands outside of every known call, until the call is named", async () => {
    const code = 'export const on = isOn("new-checkout");\n';
    const report = await analyse(release("1.0.0", code, 100), release("2.0.0", "", undefined));
    expect(ruleIdsOf(report)).toEqual(["flags/read-uncertain"]);
    const named = (version: string, share: number | undefined): Files => ({
      ...release(version, share === undefined ? "" : code, share),
      ...system(version, { ...parts, web: 'kind: web, flagCalls: ["isOn({key}) = true"]' }, folderLink),
    });
    expect(pairsOf(await analyse(named("1.0.0", 100), named("2.0.0", undefined)))).toEqual([]);
  });

  test("is not what a file in the checkout claims that it reads", async () => {
    const claim = (version: string, code: string, share: number | undefined): Files => ({
      ...release(version, code, share),
      [publishedPaths.flagReads]: JSON.stringify({
        flagReadsSchema: 1,
        component: "web",
        folders: { "web/": { scanned: {}, uncertain: [], sources: 1 } },
      }),
    });
    const report = await analyse(claim("1.0.0", reads("false"), 100), claim("2.0.0", "", undefined));
    expect(pairsOf(report)).toEqual(["web@1.0.0 -> flags@2.0.0 breaking"]);
  });

  test("without any source that can be read is said to be so", async () => {
    const empty = (version: string): Files => {
      const { "web/src/cart.ts": _, ...rest } = release(version, "", 100);
      return rest;
    };
    const report = await analyse(empty("1.0.0"), empty("2.0.0"));
    expect(report.problems.map(({ message }) => message).join()).toContain("no source code here");
  });
});

describe("publishing", () => {
  const files = {
    "crossfade.yaml":
      "system: shop\ncomponents:\n  web: { kind: web }\n  flags: { kind: flags, file: config/flags.yaml }\nlinks:\n  - { from: web, to: flags, flags: web/ }\n",
    "config/flags.yaml": features(100),
    "web/main.ts": 'client.getBooleanValue("new-checkout", false);\nclient.getBooleanValue(key, false);\n',
  };
  const collect = (more: Files, component: string) =>
    collectVersions(
      {
        versions: [{ component, label: "1.0.0" }],
        from: { kind: "folder", folder: tree({ ...files, ...more }) },
      },
      createSource({ cwd: ".", env: {} }),
      0,
    );

  async function published(more: Files): Promise<PublishedFlagReads> {
    const [web] = await collect(more, "web");
    expect(Object.keys(web?.files ?? {})).not.toContain("web/main.ts");
    return JSON.parse(web?.files[publishedPaths.flagReads] ?? "") as PublishedFlagReads;
  }

  test("carries what the sources read, with places, and none of the sources", async () => {
    expect(await published({})).toMatchObject({
      flagReadsSchema: 1,
      component: "web",
      toldBy: "folder",
      sources: 1,
      reads: { "new-checkout": { type: "boolean", defaults: [false], at: ["web/main.ts:1:1"] } },
      uncertain: [{ at: "web/main.ts:2:1" }],
      folders: { "web/": { sources: 1 } },
    });
  });

  test("joins a list of one's own with what the sources read", async () => {
    const listed = files["crossfade.yaml"].replace("flags: web/ }", "flags: web/reads.json }");
    const list = {
      reads: { "new-checkout": { type: "boolean", default: true }, theme: { type: "string", default: "x" } },
    };
    expect(
      await published({ "crossfade.yaml": listed, "web/reads.json": JSON.stringify(list) }),
    ).toMatchObject({
      toldBy: "list",
      reads: { "new-checkout": { defaults: [true, false] }, theme: { at: ["web/reads.json"] } },
    });
    expect(await published({ "crossfade.yaml": listed.split("links:")[0] ?? "" })).toMatchObject({
      toldBy: "scan",
    });
  });

  test.each([
    [
      "a prerequisite that is not there",
      "a: { enabled: true, needs: { flags: { b: on } } }",
      "no feature `b`",
    ],
    [
      "a prerequisite that needs itself",
      "a: { enabled: true, needs: { flags: { a: on } } }",
      "config/flags.yaml:2",
    ],
  ])("%s is refused with its place", async (_, feature, why) => {
    const refused = collect({ "config/flags.yaml": `features:\n  ${feature}\n` }, "flags");
    await expect(refused).rejects.toMatchObject({
      code: "CF_FLAG_FILE_REFUSED",
      message: expect.stringContaining(why),
    });
  });
});
