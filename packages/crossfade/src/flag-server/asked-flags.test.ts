import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { AskedFile } from "./asked-file.ts";
import { AskedFlags, askedLimits, askerOf } from "./asked-flags.ts";

const dayMs = 86_400_000;

test("counts by flag, client version and day", () => {
  let nowMs = 10 * dayMs;
  const asked = new AskedFlags(() => nowMs);
  asked.count("a", "web", "1.0.0");
  asked.count("a", "web", "1.0.0");
  nowMs += dayMs;
  asked.count("a", "web", "1.0.0");
  asked.count(undefined, "web", "1.0.0");
  expect(asked.record).toEqual({
    askedSchema: 1,
    sinceMs: 10 * dayMs,
    entries: [
      { key: "a", who: "web@1.0.0", firstMs: 10 * dayMs, lastMs: nowMs, days: { 10: 2, 11: 1 } },
      { key: undefined, who: "web@1.0.0", firstMs: nowMs, lastMs: nowMs, days: { 11: 1 } },
    ],
  });
});

test.each([
  ["web", "1.0.0", "web@1.0.0"],
  [undefined, "1.0.0", "?"],
  ["web", 2, "?"],
  ["web\n", "1.0.0", "?"],
  ["x".repeat(65), "1.0.0", "?"],
])("%j %j is %s", (client, version, who) => expect(askerOf(client, version)).toBe(who));

test("whoever comes when the limit is reached still counts, under no name; old days go", () => {
  let nowMs = 0;
  const asked = new AskedFlags(() => nowMs);
  for (let version = 0; version < askedLimits.entries + 50; version++) asked.count("a", "web", `${version}`);
  const { entries } = asked.record;
  expect(entries.length).toBe(askedLimits.entries + 1);
  expect(entries.find(({ who }) => who === "?")?.days).toEqual({ 0: 50 });
  for (let day = 0; day < 100; day++, nowMs += dayMs) asked.count("b", "web", "1");
  expect(Object.keys(asked.record.entries.find(({ key }) => key === "b")?.days ?? {})).toHaveLength(
    askedLimits.days,
  );
});

test("counts survive a restart; a file that cannot be read begins anew", () => {
  const folder = mkdtempSync(join(tmpdir(), "crossfade-asked-"));
  const path = join(folder, "flags/asked.json");
  try {
    const first = new AskedFile(
      path,
      () => 5,
      () => {},
    );
    first.asked.count("a", "web", "1.0.0");
    first.close();
    const second = new AskedFile(
      path,
      () => 9,
      () => {},
    );
    expect(second.asked.record).toMatchObject({ sinceMs: 5, entries: [{ key: "a", days: { 0: 1 } }] });
    second.close();
    writeFileSync(path, "{");
    const third = new AskedFile(
      path,
      () => 12,
      () => {},
    );
    expect(third.asked.record).toEqual({ askedSchema: 1, sinceMs: 12, entries: [] });
    third.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
