import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ControlSite, type ControlSiteOptions } from "../../../../../test/support/control-site.ts";
import { FlagRoom } from "../../../../../test/support/flag-room.ts";
import { shopNowMs } from "../../../../../test/support/shop-release.ts";

const text = `features:
  new-checkout:
    enabled: true # since Monday
    owner: team-a
    rollout_percentage: 5
  billed: { enabled: true, needs: { services: { billing: ">=2" } } }
`;

let flags: FlagRoom;
let env: Record<string, string>;
const sites: ControlSite[] = [];
beforeEach(async () => {
  flags = new FlagRoom(text);
  flags.room.nowMs = shopNowMs;
  const token = await flags.room.token("ada", { role: "flag-editor" });
  env = { CROSSFADE_SERVER: await flags.listen(), CROSSFADE_TOKEN: token };
});
afterEach(async () => {
  for (const site of sites.splice(0)) await site.close();
  await flags.close();
});

/** What is typed at the terminal, against a control plane that really answers. */
async function typed(line: string, options: ControlSiteOptions = {}) {
  const site = await ControlSite.open({ env, ...options });
  sites.push(site);
  return site.run(line);
}

const file = () => readFileSync(flags.path, "utf8");

describe("looking", () => {
  test("lists who gets what, then the revision and who has heard of it", async () => {
    const { code, out } = await typed("flag list");
    expect(code).toBe(0);
    expect(out).toMatch(
      /^new-checkout {2}5% of users {18}team-a\nbilled {8}everyone; needs billing >=2\n\nRevision 1 of flags\.yaml, since /,
    );
    expect(out).toContain("No client is connected.");
  });

  test("a file that cannot be used is shown with its place, and ends with 3", async () => {
    flags.write("features:\n  a: { enabled: maybe }\n");
    await typed("flag set new-checkout owner=x");
    const { code, out } = await typed("flag list");
    expect(code).toBe(3);
    expect(out).toContain("this revision is served on:");
    expect(out).toMatch(/flags\.yaml:2:\d+ /);
  });

  test("shows one, and explains why somebody gets it", async () => {
    expect((await typed("flag show new-checkout")).out).toMatch(/^new-checkout: 5% of users\n\n\{\n/);
    const { out } = await typed("flag explain billed --context {}");
    expect(out).toBe(
      "billed in production: false (off)\n\n   enabled                 is true\n→  needs.services.billing  >=2 does not hold: off\n",
    );
    expect(await typed("flag explain billed --context no")).toMatchObject({ code: 2 });
  });
});

describe("changing", () => {
  test.each([
    ["flag on new-checkout", "rollout_percentage: 5", "rollout_percentage: 100"],
    ["flag off new-checkout", "enabled: true #", "enabled: false #"],
    ["flag kill new-checkout", "enabled: true #", "enabled: false #"],
    ["flag ramp new-checkout 12.5%", "rollout_percentage: 5", "rollout_percentage: 12.5"],
    ["flag set new-checkout owner=team-b", "owner: team-a", "owner: team-b"],
  ])("`%s` is in the file", async (line, before, after) => {
    const { code, out } = await typed(line);
    expect([code, file()]).toEqual([0, text.replace(before, after)]);
    expect(out).toContain("In effect, as revision 2. Take it back: crossfade flag revert 1");
  });

  test("says who and why in the history, and takes it back", async () => {
    await typed('flag kill new-checkout --why "errors at checkout"');
    const { out } = await typed("flag history");
    expect(out).toMatch(/^2 {2}\S+ {2}ada: kill new-checkout: errors at checkout\n {2}- {5}enabled: true/);
    await typed("flag revert 1");
    expect(file()).toBe(text);
  });

  test("says so when there is nothing to change", async () => {
    expect((await typed("flag set new-checkout owner=team-a")).out).toBe(
      "Nothing to change: revision 1 says so already.\n",
    );
  });

  test.each([
    ["flag ramp new-checkout 101", "CF_USAGE"],
    ["flag ramp new-checkout -- -1", "CF_USAGE"],
    ["flag set new-checkout owner", "CF_USAGE"],
    ["flag revert none", "CF_USAGE"],
    ["flag revert 7", "CF_FLAG_REVISION_UNKNOWN"],
    ["flag kill new-chekout", "CF_FLAG_UNKNOWN"],
    ["flag set new-checkout rollout_percentage=high", "CF_FLAG_CHANGE_REFUSED"],
    ["flag list --component other", "CF_FLAG_SET_UNKNOWN"],
  ])("`%s` is refused as %s", async (line, error) => {
    const { code, err } = await typed(line);
    expect([code, file()]).toEqual([2, text]);
    expect(err).toContain(error);
  });
});

test("the file comes out as it is, and flagd's definitions go in", async () => {
  expect((await typed("flag export")).out).toBe(text);
  const definitions = {
    flags: { a: { state: "ENABLED", variants: { on: true, off: false }, defaultVariant: "on" } },
  };
  const texts = { "flagd.json": JSON.stringify(definitions) };
  expect((await typed("flag import flagd.json", { texts })).code).toBe(0);
  expect(flags.source.state.file.features).toEqual({ a: { enabled: true, rollout_percentage: 100 } });
});

describe("climbing", () => {
  test("several shares are a release of their own, started; the flag itself is not touched here", async () => {
    const { code, out } = await typed("flag ramp new-checkout 10%,50%,100% --bake 5m");
    expect(code).toBe(0);
    expect(out).toMatch(/^new-checkout climbs as new-checkout-ramp\./);
    const release = await flags.room.store.read("new-checkout-ramp");
    expect(release?.progress.phase).toBe("running");
    expect(release?.spec.plan.from).toEqual({ "new-checkout": "5%" });
    expect(release?.spec.transitions["new-checkout"]?.strategy.rungs.map((each) => each.weight)).toEqual([
      1_000, 5_000, 10_000,
    ]);
    expect(file()).toContain("rollout_percentage: 5\n");
    // One flag climbs once at a time; another release of versions is not in its way.
    const again = await typed("flag ramp new-checkout 20%,30% --bake 5m");
    expect(again.code).not.toBe(0);
    expect(again.err).toContain("new-checkout-ramp");
    expect((await typed("flag ramp billed 20%,30% --bake 5m")).err).toContain(
      "100% of the users have it already",
    );
  });

  test.each([
    ["50%,10% --bake 5m", "each share has to be more"],
    ["5%,10% --bake 5m", "5% of the users have it already"],
    ["10%,50%", "need --bake, or --manual"],
    ["10%,x --bake 5m", "is no share"],
  ])("%s is refused", async (words, why) => {
    const { code, err } = await typed(`flag ramp new-checkout ${words}`);
    expect(code).not.toBe(0);
    expect(err).toContain(why);
    expect(await flags.room.store.list()).toEqual([]);
  });
});
