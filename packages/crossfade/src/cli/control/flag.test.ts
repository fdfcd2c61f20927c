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

describe("scheduling", () => {
  const iso = (hours: number) =>
    new Date(shopNowMs + hours * 3_600_000).toISOString().replace(/(:00)?\.000Z$/, "Z");
  const shown = (hours: number) => iso(hours).replace("T", " ");
  const variant = () => flags.served.resolve("new-checkout", { targetingKey: "u" }).value;
  const isOff = text.replace("enabled: true #", "enabled: false #");

  test("`flag on --at` is a revision that says so, and is in effect from then on", async () => {
    flags.write(isOff);
    const { code, out } = await typed(`flag on new-checkout --at ${iso(2)} --why "the campaign"`);
    expect([code, file()]).toEqual([
      0,
      text
        .replace("# since Monday\n", `# since Monday\n    schedule: { not_before: ${iso(2)} }\n`)
        .replace("percentage: 5\n", "percentage: 100\n"),
    ]);
    expect(out).toContain("Scheduled, as revision 3. Take it back: crossfade flag revert 2");
    expect((await typed("flag history")).out).toMatch(/^3 {2}\S+ {2}ada: the campaign\n/);
    expect((await typed("flag list")).out).toContain(`everyone, on from ${shown(2)}`);
    expect((await typed("flag show new-checkout")).out).toContain(`everyone, on from ${shown(2)}\n`);
    expect((await typed("flag explain new-checkout")).out).toContain(
      `→  schedule.not_before  ${iso(2)} is still to come: off`,
    );
    expect(variant()).toBe(false);
    flags.room.nowMs += 2 * 3_600_000;
    expect(variant()).toBe(true);
    expect((await typed("flag list")).out).toMatch(/^new-checkout {2}everyone {3}/);
    await typed("flag revert 2");
    expect(file()).toBe(isOff);
  });

  test("`flag off --at` goes on as it is until then", async () => {
    const { code, out } = await typed("flag off new-checkout --at +2h");
    expect([code, file()]).toEqual([
      0,
      text.replace("# since Monday\n", `# since Monday\n    schedule: { not_after: ${iso(2)} }\n`),
    ]);
    expect(out).toContain("Scheduled, as revision 2.");
    expect((await typed("flag list")).out).toContain(`5% of users, until ${shown(2)}`);
    flags.room.nowMs += 2 * 3_600_000;
    expect(variant()).toBe(false);
    expect((await typed("flag list")).out).toContain(`off for everyone since ${shown(2)}`);
    expect((await typed("flag explain new-checkout")).out).toContain(`${iso(2)} is past: off`);
  });

  test("a beginning and an end are a window, and each can be moved", async () => {
    flags.write(isOff);
    await typed(`flag on new-checkout --at ${iso(2)}`);
    await typed(`flag off new-checkout --at ${iso(4)}`);
    await typed(`flag on new-checkout --at ${iso(3)}`);
    expect(file()).toContain(`schedule: { not_before: ${iso(3)}, not_after: ${iso(4)} }\n`);
    await typed(`flag on new-checkout --at ${iso(5)}`);
    expect(file()).toContain(`schedule: { not_before: ${iso(5)} }\n`);
  });

  test.each([
    ["flag on new-checkout", ["not_before: 2999-01-01"]],
    ["flag on new-checkout", ["not_before: 2001-01-01", "not_after: 2002-01-01"]],
    ["flag on new-checkout", ["not_before: 2001-01-01"]],
    ["flag ramp new-checkout 100", ["not_after: 2002-01-01"]],
  ])("`%s` is in effect at once, whatever %s said", async (line, bounds) => {
    flags.write(text.replace("Monday\n", `Monday\n    schedule: { ${bounds.join(", ")} }\n`));
    expect((await typed(line)).code).toBe(0);
    expect(file()).toBe(text.replace("percentage: 5\n", "percentage: 100\n"));
    expect(variant()).toBe(true);
  });

  test("`flag on` leaves an end that is still to come, and `flag set` the whole schedule", async () => {
    const schedule = "schedule: { not_before: 2999-01-01, not_after: 2999-02-01 }";
    flags.write(text.replace("Monday\n", `Monday\n    ${schedule}\n`));
    await typed("flag set new-checkout enabled=true rollout_percentage=100");
    expect(file()).toContain(schedule);
    await typed("flag on new-checkout");
    expect(file()).toContain("    schedule: { not_after: 2999-02-01 }\n");
    expect(variant()).toBe(true);
  });

  test("`flag off` is off at once, and on again at once", async () => {
    await typed("flag off new-checkout --at +2h");
    await typed("flag off new-checkout");
    expect(variant()).toBe(false);
    flags.room.nowMs += 3 * 3_600_000;
    await typed("flag on new-checkout");
    expect(variant()).toBe(true);
  });

  test.each([
    ["flag on new-checkout --at +2h", "enabled: true", "users may have it now, and would lose it until then"],
    ["flag on new-checkout --at -1h", "enabled: false", "Write it as"],
    ["flag on new-checkout --at 2999-02-30T08:00Z", "enabled: false", "Write it as"],
    ["flag on new-checkout --at 2020-01-01T08:00Z", "enabled: false", "that time is past"],
    ["flag on new-checkout --at +0s", "enabled: false", "that time is past"],
    ["flag off new-checkout --at 2020-01-01T08:00Z", "enabled: true", "that time is past"],
    ["flag off new-checkout --at +2h", "enabled: false", "it is off for everyone already"],
    [
      "flag off new-checkout --at +2h",
      "enabled: true\n    schedule: { not_after: 2020-01-01 }",
      "it is off for everyone already",
    ],
    [
      "flag off new-checkout --at +2h",
      "enabled: true\n    schedule: { not_before: 2999-01-01 }",
      "it is on from 2999-01-01T00:00Z only",
    ],
    ["flag on new-chekout --at +2h", "enabled: false", "CF_FLAG_UNKNOWN"],
  ])("`%s` of a flag with %s is refused", async (line, enabled, why) => {
    const before = text.replace("enabled: true", enabled);
    flags.write(before);
    const { code, err } = await typed(line);
    expect([code, file()]).toEqual([2, before]);
    expect(err).toContain(why);
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
