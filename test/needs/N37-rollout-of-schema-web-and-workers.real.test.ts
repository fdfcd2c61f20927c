import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { program } from "../support/program.ts";

/** N37, as far as the plan goes: schema, web and workers roll out apart from one another, each with waits of its own. */

interface Report {
  readonly planning: {
    readonly plan: {
      readonly steps: readonly { readonly id: string; readonly kind: string; readonly component: string }[];
      readonly waits: readonly {
        readonly after: string;
        readonly kind: string;
        readonly because: readonly string[];
      }[];
    };
    readonly stages: readonly { readonly transitions: readonly { readonly component: string }[] }[];
  };
}

function plan(): Report["planning"] {
  const [node = "", ...rest] = program();
  const folders = ["--from-dir", resolve("examples/01-shop/v1"), "--to-dir", resolve("examples/01-shop/v2")];
  const { stdout } = spawnSync(node, [...rest, "plan", ...folders, "--json"], { encoding: "utf8" });
  return (JSON.parse(stdout) as Report).planning;
}

test("schema, web and workers have steps and waits of their own", () => {
  const { plan: made, stages } = plan();
  const stagesOf = (component: string) =>
    stages.flatMap(({ transitions }, index) =>
      transitions.some((each) => each.component === component) ? [index + 1] : [],
    );
  expect(stagesOf("db")).toHaveLength(2);
  expect(stagesOf("db")[0]).toBeLessThan(stagesOf("api")[0] ?? 0);
  expect(stagesOf("worker")[0]).toBeLessThan(stagesOf("db")[1] ?? 0);
  for (const component of ["db", "web", "worker"]) {
    const steps = made.steps.filter((each) => each.component === component).map((each) => each.id);
    const waits = made.waits.filter((each) => each.because.length > 0 && steps.includes(each.after));
    expect(waits.length).toBeGreaterThan(0);
  }
});
