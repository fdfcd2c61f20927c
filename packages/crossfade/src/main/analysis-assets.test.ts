import { describe, expect, test } from "vitest";
import {
  analyse,
  type Files,
  pairsOf,
  ruleIdsOf,
  stagesOf,
  system,
  waitsOf,
} from "../../../../test/support/analysis-story.ts";

const OLD = "assets/cart-BX3k9aZq.js";
const NEW = "assets/cart-C7fQ2mLp.js";

/** What Vite leaves behind: the file and its manifest. */
const build = (folder: string, ...chunks: readonly string[]): Files => ({
  [`${folder}/.vite/manifest.json`]: JSON.stringify(
    Object.fromEntries(chunks.map((file, index) => [`src/${index}.ts`, { file }])),
  ),
  ...Object.fromEntries(chunks.map((file) => [`${folder}/${file}`, `// ${file}`])),
});

describe("a page delivered by its server", () => {
  const link = "{ from: page, to: server, assets: page/dist/.vite/manifest.json, served: server/public/ }";
  const release = (version: string, group: string, chunk: string): Files => ({
    ...system(version, { page: `kind: web${group}`, server: `kind: service${group}` }, [link]),
    ...build("page/dist", chunk),
    ...build("server/public", chunk),
  });

  test("has no order: page and server start together, and a new page may ask an old server for its chunk", async () => {
    const report = await analyse(
      release("1.0.0", ", group: front", OLD),
      release("2.0.0", ", group: front", NEW),
    );
    expect(pairsOf(report)).toEqual([
      "page@1.0.0 -> server@2.0.0 breaking",
      "page@2.0.0 -> server@1.0.0 breaking",
    ]);
    const [finding] = Object.values(report.findings).filter((each) => each.operation === `GET /${NEW}`);
    expect(finding?.counterexample).toEqual({ value: `/${NEW}`, at: "" });
    expect(report.planning.kind).toBe("impossible");
    expect(stagesOf(report)).toContain("cycle");
  });

  test("with the old chunks kept the group alone makes it a cycle", async () => {
    const both = (version: string, ...chunks: readonly string[]): Files => ({
      ...release(version, ", group: front", chunks[0] ?? ""),
      ...build("server/public", ...chunks),
    });
    const report = await analyse(both("1.0.0", OLD), both("2.0.0", NEW, OLD));
    expect(pairsOf(report)).toEqual(["page@2.0.0 -> server@1.0.0 breaking"]);
    expect(stagesOf(report)).toContain("cycle");
  });

  test("without the group, and with the old chunks kept, the server goes first", async () => {
    const from = release("1.0.0", "", OLD);
    const to = { ...release("2.0.0", "", NEW), ...build("server/public", NEW, OLD) };
    expect(stagesOf(await analyse(from, to))).toEqual([["server"], ["page"]]);
  });
});

describe("assets as a component of their own", () => {
  const release = (version: string, chunk: string, more = "", links = ""): Files => ({
    ...system(version, { page: "kind: web", assets: `kind: assets, assets: assets/files${more}` }, [
      `{ from: page, to: assets, assets: page/dist/${links} }`,
    ]),
    ...build("page/dist", chunk),
    ...build("assets/files", chunk),
  });

  test("replaced as a whole, they have no order without a bridge", async () => {
    const report = await analyse(release("1.0.0", OLD), release("2.0.0", NEW));
    expect(pairsOf(report)).toEqual([
      "page@1.0.0 -> assets@2.0.0 breaking",
      "page@2.0.0 -> assets@1.0.0 breaking",
    ]);
    if (report.planning.kind !== "impossible") throw new Error("there should be no order");
    expect(report.planning.ways.map(({ id }) => id)).toContain("bridge assets");
    const bridged = await analyse(release("1.0.0", OLD), release("2.0.0", NEW), {
      choose: ["bridge assets"],
    });
    expect(stagesOf(bridged)).toEqual([["assets"], ["page"], ["assets"]]);
    expect(waitsOf(bridged)).toContain("end page@1.0.0 > start assets@2.0.0");
  });

  test("that keep what was there need none: the assets, then the page", async () => {
    const kept = ", keepsEarlier: true";
    const report = await analyse(release("1.0.0", OLD, kept), release("2.0.0", NEW, kept));
    expect(pairsOf(report)).toEqual(["page@2.0.0 -> assets@1.0.0 breaking"]);
    expect(ruleIdsOf(report)).toEqual(["assets/missing"]);
    expect(report.planning.kind).toBe("proven");
    expect(stagesOf(report)).toEqual([["assets"], ["page"]]);
    expect(waitsOf(report)).toHaveLength(1);
  });

  test("that keep what was there keep it for pages that are several versions behind, too", async () => {
    const kept = ", keepsEarlier: true";
    const chunk = "assets/cart-A1bc2dEf.js";
    const also = [release("0.9.0", chunk, kept)];
    const report = await analyse(release("1.0.0", OLD, kept), release("2.0.0", NEW, kept), { also });
    expect(pairsOf(report)).toEqual(["page@2.0.0 -> assets@1.0.0 breaking"]);
    expect(report.standing).toEqual([]);
  });

  test("an upload that deleted is not made good by a later one that keeps", async () => {
    const also = [release("0.9.0", "assets/cart-A1bc2dEf.js")];
    const report = await analyse(release("1.0.0", OLD), release("2.0.0", NEW, ", keepsEarlier: true"), {
      also,
    });
    expect(report.standing.map((each) => [each.sender.version, each.receiver.version])).toEqual([
      ["0.9.0", "1.0.0"],
    ]);
    expect(pairsOf(report)).toEqual([
      "page@0.9.0 -> assets@2.0.0 breaking",
      "page@2.0.0 -> assets@1.0.0 breaking",
    ]);
  });

  test("a kept script without a hash is the one that was uploaded last", async () => {
    const plain = (version: string, text: string | undefined): Files => ({
      ...release(version, OLD, ", keepsEarlier: true"),
      "page/dist/.vite/manifest.json": JSON.stringify({
        "cart.ts": { file: OLD },
        ...(text === undefined ? {} : { "app.ts": { file: "app.js" } }),
      }),
      ...(text === undefined ? {} : { "page/dist/app.js": text, "assets/files/app.js": text }),
    });
    const also = [plain("0.9.0", "1")];
    const report = await analyse(plain("1.0.0", "2"), plain("2.0.0", undefined), { also });
    expect(pairsOf(report)).toEqual(["page@0.9.0 -> assets@2.0.0 unknown"]);
  });

  test("a script without a hash that changed is unknown, and no order keeps both versions of it", async () => {
    const plain = (version: string, text: string): Files => ({
      ...release(version, OLD, ", keepsEarlier: true"),
      "page/dist/.vite/manifest.json": JSON.stringify({ "app.ts": { file: "app.js" } }),
      "page/dist/app.js": text,
      "assets/files/app.js": text,
    });
    const report = await analyse(plain("1.0.0", "1"), plain("2.0.0", "2"));
    expect(ruleIdsOf(report)).toEqual(["assets/unhashed"]);
    expect(pairsOf(report)).toEqual([
      "page@1.0.0 -> assets@2.0.0 unknown",
      "page@2.0.0 -> assets@1.0.0 unknown",
    ]);
    expect(report.planning.kind).toBe("unproven");
  });
});
