import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { ControlSite, type ControlSiteOptions } from "../../../../../test/support/control-site.ts";
import { shopNowMs, shopRelease } from "../../../../../test/support/shop-release.ts";
import type { ReleaseView, StepView } from "../../wire/views.ts";

const sites: ControlSite[] = [];
afterEach(async () => {
  await Promise.all(sites.splice(0).map((site) => site.close()));
});

const call = "GET /releases/shop-2/events";
const held = shopRelease({ seq: 18, hold: { why: "look", by: "boris", sinceMs: shopNowMs } });
const completed = shopRelease({ seq: 19, phase: "completed" });
const aborted = shopRelease({ seq: 19, phase: "aborted" });

/** A server whose stream sends these, one connection after the other; the last one stays open. */
async function site(connections: readonly (readonly ReleaseView[])[], options: ControlSiteOptions = {}) {
  let times = 0;
  const answer = (response: ServerResponse) => {
    const views = connections[times] ?? [];
    times += 1;
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const view of views)
      response.write(`id: ${view.seq}\nevent: release\ndata: ${JSON.stringify(view)}\n\n`);
    if (times < connections.length) response.end();
    else response.flushHeaders();
  };
  const opened = await ControlSite.open({
    answers: { [call]: answer, ...options.answers },
    ...withoutAnswers(options),
  });
  sites.push(opened);
  return opened;
}

function withoutAnswers({ answers: _, ...rest }: ControlSiteOptions): ControlSiteOptions {
  return rest;
}

describe("watching a release", () => {
  test("ends with it: 0 completed, 1 aborted", async () => {
    expect((await (await site([[shopRelease(), completed]])).run("release watch shop-2")).code).toBe(0);
    expect((await (await site([[shopRelease(), aborted]])).run("release watch shop-2")).code).toBe(1);
  });

  test("is a line for each change where nobody reads a page", async () => {
    const { out } = await (await site([[shopRelease(), shopRelease({ seq: 18 }), held, completed]])).run(
      "release watch shop-2",
    );
    expect(
      out,
    ).toBe(`2026-11-21T13:31:07Z shop-2 runs: 5 % of users have api 2.0.0, and the evidence decides nothing yet.
2026-11-21T13:31:07Z shop-2 is on hold since 14:31, by boris: look.
2026-11-21T13:31:07Z shop-2 is complete: api 2.0.0, worker 2.0.0 released.
`);
  });

  test("is a JSON value a line with --json", async () => {
    const { out } = await (await site([[shopRelease(), completed]])).run("release watch shop-2 --json");
    expect(
      out
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).phase),
    ).toEqual(["running", "completed"]);
  });

  test("is a page that is drawn in place at a terminal", async () => {
    const shop = await site([[shopRelease(), completed]], { isTerminal: true });
    const { out } = await shop.run("release watch shop-2");
    const pages = out.split("\u001b[H").slice(1);
    expect(pages.length).toBeGreaterThanOrEqual(2);
    expect(pages[0]).toMatch(/^shop-2 runs: /);
    expect(pages.at(-1)).toMatch(/^shop-2 is complete: /);
    expect(out.split("\u001b[2J")).toHaveLength(2);
  });

  test("goes on after a lost connection, and says so meanwhile", async () => {
    const shop = await site([[shopRelease()], [completed]]);
    const { code, err } = await shop.run("release watch shop-2");
    expect(code).toBe(0);
    expect(err).toBe(
      "The control plane is away (the connection was closed); tried again in 5 ms. Traffic stays as it is.\n",
    );
  });

  const baked = () => {
    const { stages } = shopRelease();
    const older = (step: StepView): StepView =>
      step.rung === undefined ? step : { ...step, rung: { ...step.rung, bakedMs: step.rung.bakeMs } };
    return shopRelease({ stages: stages.map((stage) => stage.map(older)) });
  };

  test.each([
    ["held", [shopRelease(), held], 0],
    ["held", [shopRelease(), completed], 1],
    ["running", [shopRelease({ phase: "draft" }), held, shopRelease()], 0],
    ["completed", [shopRelease(), aborted], 1],
    ["baked", [shopRelease(), completed], 1],
    ["baked", [shopRelease(), baked()], 0],
    ["aborted", [shopRelease(), aborted], 0],
  ] as const)("until it is %s", async (until, views, exitCode) => {
    const { code } = await (await site([views])).run(`release watch shop-2 --until ${until}`);
    expect(code).toBe(exitCode);
  });

  test("leaves the release alone when somebody presses Ctrl-C, and says so", async () => {
    const shop = await site([[shopRelease()]], { onOutput: (_, running) => running.ctrlC() });
    const { code, err } = await shop.run("release watch shop-2");
    expect([code, err]).toEqual([
      130,
      "The release goes on. Watch it again: crossfade release watch shop-2\n",
    ]);
    expect(shop.asked.map((each) => each.call)).toEqual([call]);
  });
});

describe("following the journal", () => {
  test("prints what is new until the release is over", async () => {
    const entry = (seq: number) => ({ seq, atMs: shopNowMs, actor: "engine", event: { kind: "resumed" } });
    const shop = await site([[shopRelease(), completed]], {
      answers: {
        "GET /releases/shop-2/journal?after=0": { entries: [entry(17)] },
        "GET /releases/shop-2/journal?after=17": (response: ServerResponse) => {
          const isLater = shop.asked.some((each) => each.call === call);
          response.writeHead(200, { "content-type": "application/json" });
          response.end(JSON.stringify({ entries: isLater ? [entry(19)] : [] }));
        },
        "GET /releases/shop-2/journal?after=19": { entries: [] },
      },
    });
    const { code, out } = await shop.run("release journal shop-2 --follow");
    expect(code).toBe(0);
    expect(out.split("\n").map((line) => line.slice(0, 4).trim())).toEqual(["17", "19", ""]);
  });
});
