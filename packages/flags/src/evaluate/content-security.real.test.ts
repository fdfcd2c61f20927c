import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { expect, test } from "vitest";
import { tree } from "../../../../test/support/tree.ts";

const program = `
import { compileFlags } from "./evaluate.js";
const rule = { if: [{ ends_with: [{ var: "email" }, "@acme.com"] }, "on", "off"] };
const flag = { state: "ENABLED", variants: { on: true, off: false }, defaultVariant: "off", targeting: rule };
let forbidden = false;
try { new Function("return 1")(); } catch { forbidden = true; }
const values = [false, true].map((generateCode) =>
  compileFlags({ flags: { f: flag } }, { clock: () => 0, generateCode }).value("f", false, { email: "a@acme.com" }));
console.log(JSON.stringify({ forbidden, values }));
`;

/** The evaluator as one file, in `folder`. Whatever it would import is missing where it runs. */
async function bundled(folder: string): Promise<void> {
  const bundle = await rolldown({
    input: { evaluate: "packages/flags/src/evaluate/index.ts" },
    platform: "neutral",
    external: (id) => {
      if (!/^([./]|packages)/.test(id)) throw new Error(`it imports ${id}`);
      return false;
    },
  });
  await bundle.write({ dir: folder, format: "esm", minify: true, entryFileNames: "[name].js" });
  await bundle.close();
}

test("the evaluator alone, as one file, answers where code may not be made of texts", async () => {
  const folder = tree({ "ask.mjs": program });
  await bundled(folder);
  const ask = (...options: string[]) => {
    const args = [...options, join(folder, "ask.mjs")];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 30_000 });
    expect(stderr).not.toContain("Error");
    return JSON.parse(stdout);
  };
  expect(ask("--disallow-code-generation-from-strings")).toEqual({ forbidden: true, values: [true, true] });
  expect(ask()).toEqual({ forbidden: false, values: [true, true] });
});
