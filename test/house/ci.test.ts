import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tree } from "../support/tree.ts";

/** What a test run of the stub writes, as the reporter of the real one does. */
const wrote = (passed: number, failed: number, skipped = 0) =>
  `echo '${JSON.stringify({ passed, failed, skipped })}' >> "$CROSSFADE_RESULTS"`;

const good: Readonly<Record<string, string>> = {
  ci: "exit 0",
  "run static": "exit 0",
  "run test:unit": wrote(10, 0, 1),
  "run test:timed": wrote(6, 0),
  "run test:real": wrote(5, 0),
  "run test:pack": wrote(4, 0),
};

/** Runs .ci/run with an `npm` that does what `commands` say instead of the work. */
function ci(commands: Readonly<Record<string, string>>) {
  const cases = Object.entries({ ...good, ...commands }).map(([args, command]) => `"${args}") ${command};;`);
  const root = tree({
    ".ci/run": readFileSync(".ci/run", "utf8"),
    "bin/npm": `#!/usr/bin/env bash\ncase "$*" in\n${cases.join("\n")}\nesac\n`,
    "bin/npx": "#!/usr/bin/env bash\necho somewhere\n",
  });
  for (const program of ["npm", "npx"]) chmodSync(join(root, "bin", program), 0o755);
  const { status, stdout } = spawnSync("bash", [join(root, ".ci/run")], {
    encoding: "utf8",
    env: { ...process.env, PATH: `${join(root, "bin")}:${process.env.PATH}` },
  });
  return { status, said: stdout, last: stdout.trimEnd().split("\n").at(-1) };
}

test("the last line is the sum of all tests", () => {
  const { status, said, last } = ci({});
  expect(last).toBe("25 passed, 0 failed");
  expect(status).toBe(0);
  for (const step of ["install", "static", "timed", "real", "unit", "pack"])
    expect(said).toMatch(new RegExp(`^== ${step}: \\d+ s$`, "m"));
});

test("a failed test fails the run, and the steps after it still run", () => {
  const { status, said, last } = ci({ "run test:unit": `${wrote(8, 2)}; exit 1` });
  expect(said).toMatch(/^== unit: \d+ s, FAILED$/m);
  expect(last).toBe("23 passed, 2 failed");
  expect(status).toBe(1);
});

test.each([
  ["static checks", { "run static": "exit 1" }, "25 passed, 1 failed"],
  [
    "a run that ends badly without a failed test",
    { "run test:unit": `${wrote(10, 0)}; exit 1` },
    "25 passed, 1 failed",
  ],
  ["an install, after which nothing can run", { ci: "exit 1" }, "0 passed, 1 failed"],
])("%s: counted as one failure", (_, commands, sum) => {
  expect(ci(commands)).toMatchObject({ status: 1, last: sum });
});
