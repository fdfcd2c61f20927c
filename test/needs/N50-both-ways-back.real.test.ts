import { expect, test } from "vitest";
import type { WayBackView } from "../../packages/crossfade/src/wire/views.ts";
import { ControlPlaneSite } from "../support/control-plane-site.ts";
import { shop } from "../support/shop-sources.ts";

const manual = { canary: ["10%", "100%"], bake: "1s", promotion: "manual" };

/** Who is served by which versions now: their labels, once each. */

async function wayBack(site: ControlPlaneSite, release: string): Promise<WayBackView> {
  const { stdout } = await site.tryCrossfade(`release rollback ${release} --dry-run --json`);
  return (JSON.parse(stdout) as { wayBack: WayBackView }).wayBack;
}

test("N50: both ways back are always shown; the way back of a whole release lists its order, what it costs and what is impossible, and past the point of no return a person answers for it", async () => {
  const site = await ControlPlaneSite.open({ ...shop(), environment: { retain: "0s", strategy: manual } });
  await site.begin("two", "db@2.0.0", "api@2.0.0", "worker@2.0.0");
  const canary = await site.atPercent("two", 10);
  expect(canary.wayBack.abort).toBe("Free, at once: users are back on api@1.0.0.");
  expect(await site.crossfade("release show two")).toMatch(/Way back +abort: Free.*\n +rollback: /);
  const early = await wayBack(site, "two");
  expect(early.kind).not.toBe("impossible");

  await site.crossfade("release promote two");
  await site.atPercent("two", 100);
  await site.crossfade("release promote two");
  await site.until("two", ({ phase }) => phase === "completed");
  const late = await wayBack(site, "two");
  expect(late).toMatchObject({ kind: "impossible", impossible: [expect.stringContaining("db")] });
  expect(late.order.length).toBeGreaterThan(2);
  const hash = (late.planHash ?? "").slice(0, 8);
  const refused = await site.tryCrossfade(`release rollback two --why "wrong" --confirm ${hash}`);
  expect(refused.status).not.toBe(0);
  expect(refused.stderr).toContain("--override");
  expect((await site.api.releases()).releases).toHaveLength(1);
  const deployer = JSON.parse(
    await site.crossfade("token create --person Dee --role deployer --environment production --json"),
  ) as { token: string };
  const command = `release rollback two --override "orders are lost" --confirm ${hash}`;
  expect((await site.tryCrossfade(command, deployer.token)).stderr).toContain("CF_FORBIDDEN");
  await site.crossfade(command);
  const back = (await site.api.releases()).releases.find(({ id }) => id !== "two");
  const { entries } = await site.api.journal(back?.id ?? "", 0);
  expect(JSON.stringify(entries)).toContain("orders are lost");
});
