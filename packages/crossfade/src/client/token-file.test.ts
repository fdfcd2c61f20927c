import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readTokenFile } from "./token-file.ts";

const folder = mkdtempSync(join(tmpdir(), "crossfade-token-"));
afterAll(() => rmSync(folder, { recursive: true }));

const token = `cf_${"a".repeat(43)}`;

function file(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode });
  chmodSync(path, mode);
  return path;
}

describe("the file of a token", () => {
  test("gives its token without the line's end", async () => {
    expect(await readTokenFile(file("good", `${token}\n`))).toBe(token);
  });

  test.each([
    ["others may read it", () => file("open", token, 0o644)],
    ["it holds no token", () => file("empty", "\n")],
    ["it holds no token", () => file("two", `${token}\r\nx-evil: 1`)],
    ["it holds more than a token", () => file("long", token.repeat(100))],
    ["it is not there", () => join(folder, "none")],
    ["it is no file", () => folder],
  ])("is refused: %s", async (why, make) => {
    const path = make();
    await expect(readTokenFile(path)).rejects.toMatchObject({
      code: "CF_TOKEN_FILE",
      details: { file: path, why },
    });
  });
});
