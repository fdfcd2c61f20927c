import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ControlPlaneSite, stepOf } from "../support/control-plane-site.ts";
import { shop } from "../support/shop-sources.ts";

test("N37: schema, api and worker are each rolled out and verified by themselves, in the order that the plan gives", async () => {
  const site = await ControlPlaneSite.open({
    ...shop(),
    environment: { dark: { ready: 2, synthetic: ["/api/prices"] } },
  });
  // What the old api has sent has to be worked off before the new worker may start.
  const queue = join(site.folder, "left.api@1.0.0");
  writeFileSync(queue, "");
  await site.begin("two", "db@2.0.0", "api@2.0.0", "worker@2.0.0");
  const before = await site.until("two", (view) => stepOf(view, "end api@1.0.0").state === "done");
  expect(stepOf(before, "start worker@2.0.0").state).toBe("waiting");
  expect(stepOf(before, "start worker@2.0.0").now).toMatch(/worker|messages|queue|orders|left/i);
  const steps = before.stages.flat();
  const added = steps.find(({ id }) => id.startsWith("start db@0002"));
  expect(added?.state).toBe("done");
  expect(stepOf(before, "start api@2.0.0").notes[0]).toBe(
    "ready 2 times on 1 instance, /api/prices answered through edge",
  );
  expect(site.orders()).not.toContain("activate worker@2.0.0");

  rmSync(queue);
  const after = await site.until("two", (view) => stepOf(view, "start worker@2.0.0").state === "done");
  expect(stepOf(after, "start worker@2.0.0").notes.join()).toContain("ready 2 times on 1 instance");
  const acted = site.orders().filter((order) => /^(activate|deploy|deactivate) /.test(order));
  const at = (order: string) => acted.findIndex((each) => each.startsWith(order));
  expect(at("activate db@0002")).toBeLessThan(at("deploy api@2.0.0"));
  expect(at("deploy api@2.0.0")).toBeLessThan(at("activate worker@2.0.0"));
  expect(at("activate db@2.0.0")).toBe(-1);
  const contract = stepOf(after, "start db@2.0.0");
  expect(contract.state).toBe("waiting");
  expect(contract.wayBack).toBe("impossible");
});
