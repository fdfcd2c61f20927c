import { expect, test } from "vitest";
import { ControlPlaneSite } from "../support/control-plane-site.ts";

test("N20: a yes that is too old does not count, and a no is a hold", async () => {
  const site = await ControlPlaneSite.open({
    environment: { approvals: [{ role: "product" }], approvalsLast: "1s", checklist: [] },
  });
  const cy = await site.approver("Cy", "product");
  await site.create("two", "api@2.0.0");
  await site.crossfade("release approve two --role product --yes", cy);
  const { given } = (await site.api.release("two")).approvals;
  expect(given).toHaveLength(1);
  while (Date.now() < (given[0]?.expiresMs ?? 0)) await site.users.ask("u-1");
  await site.crossfade("release start two");
  const view = await site.until("two", ({ stages }) =>
    stages.flat().some(({ id, notes }) => id === "start api@2.0.0" && notes.length > 0),
  );
  expect(view.approvals.missing).toEqual([{ role: "product", missing: 1 }]);
  await site.crossfade('release deny two --role product --why "not today"', cy);
  const held = await site.until("two", ({ hold }) => hold !== undefined);
  expect(held.hold?.why).toContain("not today");
  expect([...(await site.users.everyone(100)).values()].every((label) => label === "1.0.0")).toBe(true);
});
