import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { tree } from "../support/tree.ts";

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: {
    readonly steps: readonly { readonly run: string; readonly env: Readonly<Record<string, string>> }[];
  };
}

const text = readFileSync("action.yml", "utf8");
const action = parse(text) as Action;
const [step] = action.runs.steps as [Action["runs"]["steps"][number]];

/** The step as a runner would start it, with an npm that installs a `crossfade` which tells its arguments. */
function run(inputs: Readonly<Record<string, string>>, { installs = true, exit = 0 } = {}) {
  const root = tree({
    "bin/npm": `#!/bin/sh
printf 'npm %s in %s\\n' "$*" "$PWD" >> "$TOLD"
${installs ? "" : "exit 1"}
mkdir -p node_modules/.bin
printf '#!/bin/sh\\nfor each; do echo "arg $each" >> "$TOLD"; done\\nexit ${exit}\\n' > node_modules/.bin/crossfade
chmod +x node_modules/.bin/crossfade
`,
    "script.sh": step.run,
    told: "",
    output: "",
  });
  chmodSync(join(root, "bin/npm"), 0o755);
  for (const folder of ["temp", "checkout"]) mkdirSync(join(root, folder));
  const env = Object.fromEntries(
    Object.entries(step.env).map(([name, value]) => {
      const [, input = ""] = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(value) ?? [];
      return [name, inputs[input] ?? action.inputs[input]?.default ?? ""];
    }),
  );
  const { status, stderr } = spawnSync(
    "bash",
    ["--noprofile", "--norc", "-eo", "pipefail", join(root, "script.sh")],
    {
      cwd: join(root, "checkout"),
      encoding: "utf8",
      env: {
        PATH: `${join(root, "bin")}:${process.env.PATH}`,
        RUNNER_TEMP: join(root, "temp"),
        GITHUB_OUTPUT: join(root, "output"),
        TOLD: join(root, "told"),
        ...env,
      },
    },
  );
  const told = readFileSync(join(root, "told"), "utf8").split("\n");
  return {
    status,
    stderr,
    npm: told.find((line) => line.startsWith("npm ")) ?? "",
    args: told.filter((line) => line.startsWith("arg ")).map((line) => line.slice(4)),
    output: readFileSync(join(root, "output"), "utf8"),
    injected: existsSync(join(root, "checkout/injected")),
  };
}

test("without inputs the action checks HEAD against the nearest tag", () => {
  const { status, args, output, stderr } = run({});
  expect([status, stderr]).toEqual([0, ""]);
  expect(args).toEqual(["check", "--github", "--to=HEAD"]);
  expect(output).toBe("exit-code=0\n");
});

test("every input of the action reaches the command", () => {
  const { args } = run({
    from: "v1.8.0",
    to: "topic",
    also: "v1.7.0 v1.6.0",
    config: "shop.yaml",
    "allow-split": "true",
  });
  expect(args).toEqual([
    "check",
    "--github",
    "--from=v1.8.0",
    "--to=topic",
    "--also=v1.7.0",
    "--also=v1.6.0",
    "--config=shop.yaml",
    "--allow-split",
  ]);
});

test("an input is never shell text", () => {
  expect(step.run).not.toContain("${{");
  const evil = '$(touch injected)`touch injected`"; touch injected; *';
  const { args, injected } = run({ from: evil, to: evil, config: evil });
  expect(injected).toBe(false);
  expect(args).toContain(`--from=${evil}`);
});

test.each([1, 2, 3])("exit code %i fails the step and is an output", (exit) => {
  expect(run({}, { exit })).toMatchObject({ status: exit, output: `exit-code=${exit}\n` });
});

test("a program that cannot be installed is an answer, too: could not check", () => {
  expect(run({}, { installs: false })).toMatchObject({ status: 2, args: [], output: "exit-code=2\n" });
});

test("the program is pinned to this version, comes without install scripts, and not by a configuration of the checkout", () => {
  const { npm } = run({});
  const { version } = JSON.parse(readFileSync("packages/crossfade/package.json", "utf8")) as {
    version: string;
  };
  expect(npm).toContain(`@crossfade/cli@${version} `);
  expect(npm).toContain("--ignore-scripts");
  expect(npm).toMatch(/ in \/.*\/temp\/crossfade-\w+$/);
});

test("the page about CI lists every input", () => {
  const page = readFileSync("docs/guide/ci.md", "utf8");
  for (const input of Object.keys(action.inputs)) expect(page).toContain(`| \`${input}\` |`);
});
