import { afterEach, describe, expect, test } from "vitest";
import { ControlSite, type ControlSiteOptions } from "../../../../../test/support/control-site.ts";
import { shopNowMs, shopPlanHash, shopRelease } from "../../../../../test/support/shop-release.ts";
import type { Created, RolledBack, WayBackView } from "../../wire/views.ts";

const sites: ControlSite[] = [];
afterEach(async () => {
  await Promise.all(sites.splice(0).map((site) => site.close()));
});

async function site(options: ControlSiteOptions = {}) {
  const opened = await ControlSite.open(options);
  sites.push(opened);
  return opened;
}

const headline = "shop-2 runs: 5 % of users have api 2.0.0, and the evidence decides nothing yet.\n";
const proposal = {
  kind: "proven" as const,
  planHash: shopPlanHash,
  report: "Proven: 2 stages.\u001b[2J\n\nPlan 1f2e\n",
};

describe("creating a release", () => {
  const created: Created = { kind: "created", release: shopRelease({ phase: "draft" }), proposal };

  test("shows the plan, then what it needs next", async () => {
    const shop = await site({ answers: { "POST /releases": created } });
    const { code, out } = await shop.run(
      "release create --to api@2.0.0 --to worker@2.0.0 --choose bridge --id shop-2",
    );
    expect(code).toBe(0);
    expect(out).toMatch(
      /^Proven: 2 stages\.\\u\{1b\}\[2J\n\nPlan 1f2e\n\nshop-2 has not begun: 1 approval of product is missing\.\n/,
    );
    expect(out).toContain("Next       crossfade release approve shop-2 --role product\n");
    expect(shop.asked[0]?.body).toEqual({
      environment: "production",
      to: { api: "2.0.0", worker: "2.0.0" },
      choose: ["bridge"],
      dryRun: false,
      id: "shop-2",
    });
  });

  test.each([
    ["proven", 0, "Nothing was created: this was a dry run. Hash a660e532c6eb\n"],
    ["unproven", 3, "Nothing was created: this was a dry run. Hash a660e532c6eb\n"],
    ["refused", 1, ""],
  ] as const)("a dry run that is %s ends with %d", async (kind, exitCode, end) => {
    const shop = await site({
      answers: {
        "POST /releases": { kind: "proposed", proposal: { ...proposal, kind, planHash: "a660e532c6eb9fd3" } },
      },
    });
    const { code, out } = await shop.run("release create --to api@2.0.0 --dry-run");
    expect(code).toBe(exitCode);
    expect(out.endsWith(`Plan 1f2e\n\n${end}`)).toBe(true);
  });

  test.each([
    ["release create", "--to is missing"],
    ["release create --to api", "Write it as api@2.0.0."],
    ["release create --to api@1 --to api@2", "api is named twice."],
    ["release create --to api@1 --id ../x", "Write it as `crossfade release list` shows it."],
  ])("%s is a slip", async (line, why) => {
    const shop = await site();
    const { code, err } = await shop.run(line);
    expect([code, shop.asked]).toEqual([2, []]);
    expect(err).toContain(why);
  });
});

describe("looking at releases", () => {
  test("one is a page, or the server's own shape as JSON", async () => {
    const shop = await site({ answers: { "GET /releases/shop-2": shopRelease() } });
    expect((await shop.run("release show shop-2")).out.startsWith(headline)).toBe(true);
    expect(JSON.parse((await shop.run("release show shop-2 --json")).out)).toEqual(shopRelease());
  });

  test("all are a list", async () => {
    const releases = [
      { id: "shop-2", environment: "production", phase: "running", createdMs: shopNowMs, moves: ["api"] },
    ];
    const shop = await site({ answers: { "GET /releases?environment=production": { releases } } });
    expect((await shop.run("release list --environment production")).out).toBe(
      "shop-2  production  running  14:31  api\n",
    );
  });
});

describe("approving", () => {
  const answers = { "GET /releases/shop-2": shopRelease(), "POST /releases/shop-2/approve": shopRelease() };

  test("shows the plan, asks, and binds the yes to the hash that was shown", async () => {
    const shop = await site({ answers, reply: "y" });
    const { code, out, err } = await shop.run("release approve shop-2 --role product");
    expect(code).toBe(0);
    expect(err.startsWith(headline)).toBe(true);
    expect(shop.questions).toEqual([
      "Approve 1f2e3d4c, the plan of shop-2 and the versions in it, as product? [y/N] ",
    ]);
    expect(shop.asked.at(-1)).toMatchObject({
      call: "POST /releases/shop-2/approve",
      body: { role: "product", planHash: shopPlanHash },
    });
    expect(out).toMatch(`Approved as product: ${shopPlanHash}\n`);
  });

  test.each([["n"], [""], ["yes please"]])("is not done for %j", async (reply) => {
    const shop = await site({ answers, reply });
    const { code, err } = await shop.run("release approve shop-2 --role product");
    expect(code).toBe(2);
    expect(err).toContain(
      "error CF_NOT_CONFIRMED: The plan of shop-2 was not confirmed, so nothing was done.",
    );
    expect(shop.asked).toHaveLength(1);
  });

  test("is not done where nobody is there, unless the plan is named or --yes is given", async () => {
    const shop = await site({ answers });
    const { code, err } = await shop.run("release approve shop-2 --role product");
    expect(code).toBe(2);
    expect(err).toContain("`crossfade release approve shop-2 --role product --plan 1f2e3d4c`");
    expect((await shop.run("release approve shop-2 --role product --plan 1f2e3d4c")).code).toBe(0);
    expect((await shop.run("release approve shop-2 --role product --yes")).code).toBe(0);
    expect(shop.asked.filter(({ call }) => call.endsWith("approve"))).toHaveLength(2);
  });

  test.each(["1f2e3d4d", "1f2e"])(
    "is not done for another plan, or too little of a hash: %s",
    async (hash) => {
      const shop = await site({ answers, reply: "y" });
      const { code, err } = await shop.run(`release approve shop-2 --role product --plan ${hash}`);
      expect(code).toBe(1);
      expect(err).toContain(`error CF_PLAN_CHANGED: What was shown has the hash ${hash}`);
      expect([shop.asked.length, shop.questions]).toEqual([1, []]);
    },
  );
});

describe("steering", () => {
  test.each([
    ["start shop-2", "start", {}, "Started.\n"],
    ["start shop-2 --at +30m", "start", { atMs: shopNowMs + 1_800_000 }, "It begins at 15:01.\n"],
    [
      "start shop-2 --at 2026-11-23T09:00+01:00",
      "start",
      { atMs: Date.UTC(2026, 10, 23, 8) },
      "It begins at 23 Nov 2026 09:00 Europe/Prague.\n",
    ],
    ["promote shop-2", "promote", {}, "Promoted; it goes on when no evidence is against it.\n"],
    [
      'promote shop-2 --step "end api@1.9.4" --override "by hand"',
      "promote",
      { step: "end api@1.9.4", override: "by hand" },
      "Promoted, in your name.\n",
    ],
    ["let-go shop-2", "let-go", {}, "Old versions end.\n"],
    ['let-go shop-2 --step "gone api@1"', "let-go", { step: "gone api@1" }, "Old versions end.\n"],
    ['hold shop-2 "the phones ring"', "hold", { why: "the phones ring" }, "On hold: the phones ring\n"],
    ["resume shop-2", "resume", {}, "It goes on.\n"],
    ["retry shop-2", "retry", {}, "It is tried once more.\n"],
    ["abort shop-2", "abort", { why: "aborted by hand" }, "It is being taken back.\n"],
    [
      'abort shop-2 --why "checkout is slow"',
      "abort",
      { why: "checkout is slow" },
      "It is being taken back.\n",
    ],
    ["answer shop-2 told yes", "answer", { item: "told", answer: "yes" }, "told: yes\n"],
    [
      'answer shop-2 told no --note "not yet"',
      "answer",
      { item: "told", answer: "no", note: "not yet" },
      "told: no\n",
    ],
    [
      'deny shop-2 --role product --why "not today"',
      "deny",
      { role: "product", why: "not today" },
      "Denied as product: not today\n",
    ],
  ] as const)(
    "%s is told to the control plane, which says how it stands then",
    async (line, deed, body, done) => {
      const shop = await site({ answers: { [`POST /releases/shop-2/${deed}`]: shopRelease() } });
      const { code, out } = await shop.run(`release ${line}`);
      expect([code, out.startsWith(`${done}\n${headline}`)]).toEqual([0, true]);
      expect(shop.asked).toMatchObject([{ call: `POST /releases/shop-2/${deed}`, body }]);
    },
  );

  test("an abort asks nothing, whoever is there", async () => {
    const shop = await site({
      answers: { "POST /releases/shop-2/abort": shopRelease({ phase: "aborted" }) },
      reply: "n",
    });
    const { code, out } = await shop.run("release abort shop-2");
    expect([code, shop.questions]).toEqual([0, []]);
    expect(out).toMatch(/^It is taken back\.\n/);
  });

  test.each([
    "release start shop-2 --at 2026-11-23T09:00",
    "release start shop-2 --at 2026-02-30T09:00Z",
    "release hold shop-2",
    "release answer shop-2 told maybe",
    "release show ../tokens",
  ])("%s is a slip", async (line) => {
    const shop = await site();
    expect((await shop.run(line)).code).toBe(2);
    expect(shop.asked).toEqual([]);
  });
});

describe("rolling back", () => {
  const hash = "abcdef0123456789";
  const wayBack = (more: Partial<WayBackView> = {}): WayBackView => ({
    release: "shop-2",
    kind: "costs",
    planHash: hash,
    order: [{ step: "start api@1.9.4", waits: [], way: "costs" }],
    costs: ["1,200 open pages"],
    impossible: [],
    ...more,
  });
  /** The server shows a way back, and goes it when its hash is named. */
  const back = (more: Partial<WayBackView> = {}) => {
    const view = wayBack(more);
    const proposed: RolledBack = { kind: "proposed", wayBack: view };
    const gone: RolledBack = { kind: "created", wayBack: view, release: shopRelease({ id: "back-shop-2" }) };
    return {
      "POST /releases/shop-2/rollback": (
        response: { writeHead: (status: number, headers: object) => unknown; end: (text: string) => unknown },
        { body }: { body: unknown },
      ) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify((body as { dryRun: boolean }).dryRun ? proposed : gone));
      },
    };
  };
  const bodies = (shop: ControlSite) => shop.asked.map(({ body }) => body);

  test("shows the way back, and goes it once somebody has typed its hash", async () => {
    const shop = await site({ answers: back(), reply: "ABCDEF01" });
    const { code, out, err } = await shop.run('release rollback shop-2 --why "refunds are wrong"');
    expect(code).toBe(0);
    expect(err).toContain("Costs      1,200 open pages\n");
    expect(shop.questions).toEqual(["Type abcdef01 to go back: "]);
    expect(bodies(shop)).toEqual([
      { dryRun: true },
      { dryRun: false, planHash: hash, why: "refunds are wrong" },
    ]);
    expect(out).toMatch(/^It goes back as back-shop-2\.\n/);
  });

  test("does nothing for anything else, or where nobody is there", async () => {
    const shop = await site({ answers: back(), reply: "yes" });
    expect((await shop.run("release rollback shop-2")).err).toContain("error CF_NOT_CONFIRMED");
    const alone = await site({ answers: back() });
    const { code, err } = await alone.run("release rollback shop-2");
    expect(code).toBe(2);
    expect(err).toContain("`--confirm abcdef01` confirms it");
    expect([bodies(shop), bodies(alone)]).toEqual([[{ dryRun: true }], [{ dryRun: true }]]);
  });

  test("needs nobody at the terminal who names the hash", async () => {
    const shop = await site({ answers: back() });
    expect((await shop.run("release rollback shop-2 --confirm abcdef01")).code).toBe(0);
    expect((await shop.run("release rollback shop-2 --confirm abcdef02")).err).toContain(
      "error CF_PLAN_CHANGED",
    );
    expect((await shop.run("release rollback shop-2 --confirm abc")).err).toContain("error CF_PLAN_CHANGED");
    expect(bodies(shop).filter((body) => !(body as { dryRun: boolean }).dryRun)).toHaveLength(1);
  });

  test("a dry run only shows it", async () => {
    const shop = await site({ answers: back(), reply: "abcdef01" });
    const { code, out } = await shop.run("release rollback shop-2 --dry-run");
    expect([code, bodies(shop), shop.questions]).toEqual([0, [{ dryRun: true }], []]);
    expect(out).toContain(`Plan ${hash}\n`);
  });

  test("where nothing was moved for good there is nothing to confirm", async () => {
    const { "POST /releases/shop-2/rollback": answer } = back({ kind: "free", order: [], costs: [] });
    const shop = await site({ answers: { "POST /releases/shop-2/rollback": answer }, reply: "" });
    const { code, out } = await shop.run("release rollback shop-2");
    expect([code, shop.questions, bodies(shop)]).toEqual([1, [], [{ dryRun: true }]]);
    expect(out).toMatch(/^Nothing of shop-2 has been moved for good, so there is nothing to roll back\./);
  });

  test("past the point of no return nothing is done, unless somebody answers for it", async () => {
    const answers = back({ kind: "impossible", impossible: ["worker 2.0.0 wrote rows"] });
    const shop = await site({ answers, reply: "abcdef01" });
    const { code, out, err } = await shop.run("release rollback shop-2");
    expect([code, shop.questions]).toEqual([1, []]);
    expect(out).toMatch(/^There is no way back from shop-2/);
    expect(err).toContain("--override WHY");
    expect((await shop.run('release rollback shop-2 --override "the rows are lost anyway"')).code).toBe(0);
    expect(bodies(shop).at(-1)).toEqual({
      dryRun: false,
      planHash: hash,
      override: "the rows are lost anyway",
    });
  });
});

describe("the journal", () => {
  const entry = (seq: number) => ({ seq, atMs: shopNowMs, actor: "anna", event: { kind: "resumed" } });

  test("is read to its end, in parts", async () => {
    const shop = await site({
      answers: {
        "GET /releases/shop-2/journal?after=0": { entries: [entry(1), entry(2)] },
        "GET /releases/shop-2/journal?after=2": { entries: [entry(3)] },
        "GET /releases/shop-2/journal?after=3": { entries: [] },
      },
    });
    const { code, out } = await shop.run("release journal shop-2");
    expect([code, out]).toEqual([
      0,
      "   1  14:31:07  anna  lets it go on\n   2  14:31:07  anna  lets it go on\n   3  14:31:07  anna  lets it go on\n",
    ]);
    const lines = (await shop.run("release journal shop-2 --json")).out.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).seq)).toEqual([1, 2, 3]);
  });

  test("leaves out what gates say again, unless all of it is asked for", async () => {
    const judged = (seq: number, result: string) => ({
      ...entry(seq),
      event: {
        kind: "judged",
        step: "end api@1.9.4",
        station: 1,
        gates: [{ name: "errors", result, reason: "" }],
      },
    });
    const shop = await site({
      answers: {
        "GET /releases/shop-2/journal?after=0": {
          entries: [judged(1, "wait"), judged(2, "wait"), judged(3, "pass")],
        },
        "GET /releases/shop-2/journal?after=3": { entries: [] },
      },
    });
    const numbers = async (flags: string) =>
      (await shop.run(`release journal shop-2 ${flags}`)).out
        .split("\n")
        .map((line) => line.slice(0, 4).trim());
    expect(await numbers("")).toEqual(["1", "3", ""]);
    expect(await numbers("--all")).toEqual(["1", "2", "3", ""]);
  });
});
