import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exampleRepository } from "../support/example-repository.ts";
import { program } from "../support/program.ts";
import { tree } from "../support/tree.ts";

/** N31. The shop of the example, as a git repository: HEAD is released while 1.8 runs and clients of 1.7 and 1.6 live. */
function check(...args: string[]) {
  const folder = join(tree({}), "shop");
  exampleRepository("examples/05-several-old-clients", folder);
  const [node = "", ...rest] = program();
  const { stdout, stderr, status } = spawnSync(node, [...rest, "check", "--json", ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return { status, report: JSON.parse(stdout) as Report };
}

interface Report {
  readonly atOnce: readonly {
    readonly sender: { readonly component: string; readonly version: string; readonly age: string };
    readonly receiver: { readonly version: string; readonly age: string };
    readonly verdict: string;
    readonly asPlanned: string;
    readonly findings: readonly string[];
  }[];
  readonly findings: Readonly<Record<string, { readonly counterexample?: { readonly value: unknown } }>>;
  readonly planning: {
    readonly kind: string;
    readonly plan: {
      readonly waits: readonly {
        readonly before: string;
        readonly after: string;
        readonly because: readonly string[];
      }[];
    };
  };
}

const story = ({ atOnce, findings }: Report) =>
  atOnce.map(({ sender, receiver, verdict, asPlanned, findings: [id = ""] }) => ({
    pair: `${sender.age} ${sender.component} ${sender.version} -> ${receiver.age} api ${receiver.version}`,
    verdict,
    asPlanned,
    value: findings[id]?.counterexample?.value,
  }));

const newOnOld = { verdict: "breaking", asPlanned: "apart", value: "POST /cart/gift" };
const oldOnNew = { verdict: "breaking", asPlanned: "apart", value: { items: [], badge: {} } };

test("N31: calls between versions are judged in both directions, also for clients several versions behind (iframes and assets are not compared yet)", () => {
  const { status, report } = check("--from", "v1.8.0", "--also", "v1.7.0", "v1.6.0");
  expect(status).toBe(1);
  const found = story(report);
  expect(found).toHaveLength(4);
  expect(found).toEqual(
    expect.arrayContaining([
      { pair: "new web 1.9.0 -> old api 1.8.0", ...newOnOld },
      { pair: "new extension 3.2.0 -> old api 1.8.0", ...newOnOld },
      { pair: "older web 1.6.0 -> new api 1.9.0", ...oldOnNew },
      { pair: "older extension 3.0.0 -> new api 1.9.0", ...oldOnNew },
    ]),
  );
  expect(report.planning.kind).toBe("proven");
  const waits = report.planning.plan.waits.filter(({ because }) => because.length > 0);
  expect(waits.map(({ before, after }) => `${before} < ${after}`).sort()).toEqual([
    "end api@1.8.0 < start extension@3.2.0",
    "end api@1.8.0 < start web@1.9.0",
    "end extension@3.0.0 < start api@1.9.0",
    "end web@1.6.0 < start api@1.9.0",
  ]);
});

test("N31: clients that nobody names are not made up", () => {
  const { report } = check("--from", "v1.8.0");
  expect(story(report).map(({ pair }) => pair)).toEqual([
    "new web 1.9.0 -> old api 1.8.0",
    "new extension 3.2.0 -> old api 1.8.0",
  ]);
});
