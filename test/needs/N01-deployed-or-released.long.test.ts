import { expect, test } from "vitest";
import { ControlPlaneSite } from "../support/control-plane-site.ts";

test("N01: of a router that does not answer, who sees what is unknown", async () => {
  const site = await ControlPlaneSite.open();
  await site.endUp("SIGINT");
  await site.up({ more: ["--environment", "nobody"] });
  const { status: code, stdout } = await site.tryCrossfade("status");
  expect(code).toBe(3);
  expect(stdout).toContain("who sees it is unknown");
  expect(stdout).toContain("router edge does not answer");
});
