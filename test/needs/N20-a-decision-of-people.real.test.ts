import { expect, test } from "vitest";
import { ControlPlaneSite } from "../support/control-plane-site.ts";

test("N20: enough different people of each role say yes to what was shown to them, and then it goes by itself", async () => {
  const site = await ControlPlaneSite.open({
    versions: { api: ["1.0.0", "2.0.0", "2.0.1"] },
    environment: {
      approvals: [{ role: "engineering", count: 2 }, { role: "product" }],
      checklist: [],
    },
  });
  const [ada, bo, cy, lead] = await Promise.all([
    site.approver("Ada", "engineering", "product"),
    site.approver("Bo", "engineering"),
    site.approver("Cy", "product"),
    site.approver("Lead", "engineering"),
  ]);
  const refused = async (line: string, token: string) => {
    const { status, stderr } = await site.tryCrossfade(line, token);
    expect(status).not.toBe(0);
    return stderr;
  };
  const missing = async (release: string) => (await site.api.release(release)).approvals.missing;
  const approve = (release: string, role: string) => `release approve ${release} --role ${role} --yes`;

  await site.create("mended", "api@2.0.1");
  await site.crossfade("release create --id two --environment production --to api@2.0.0", lead);
  await site.crossfade("release start two");
  // Who made it does not approve it, nobody speaks for a role of others, and what was shown has to be what there is.
  expect(await refused(approve("two", "engineering"), lead)).toContain("CF_APPROVAL_OWN");
  expect(await refused(approve("two", "product"), bo)).toContain("CF_FORBIDDEN");
  const other = (await site.api.release("mended")).planHash;
  await refused(`release approve two --role engineering --plan ${other}`, ada);
  const shown = (await site.api.release("two")).planHash;
  const asked = site.apiOf(ada).approve("mended", { role: "engineering", planHash: shown });
  await expect(asked).rejects.toMatchObject({ code: "CF_PLAN_CHANGED" });

  // Ada has two roles and one voice.
  await site.crossfade(approve("two", "engineering"), ada);
  await site.crossfade(approve("two", "product"), ada);
  expect((await missing("two")).reduce((sum, each) => sum + each.missing, 0)).toBe(2);
  await site.crossfade(approve("two", "engineering"), bo);
  expect(await missing("two")).toEqual([{ role: "product", missing: 1 }]);
  expect([...(await site.users.everyone(100)).values()].every((label) => label === "1.0.0")).toBe(true);

  await site.crossfade(approve("two", "product"), cy);
  await site.atPercent("two", 10);
  // Observed for as long as the team wants: nobody has to say it again.
  await site.atPercent("two", 100);
  // A yes for one plan is none for another.
  expect(await missing("mended")).toEqual([
    { role: "engineering", missing: 2 },
    { role: "product", missing: 1 },
  ]);
});
