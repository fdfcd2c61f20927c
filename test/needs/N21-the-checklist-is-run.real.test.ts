import { expect, test } from "vitest";
import { ControlPlaneSite, stepOf } from "../support/control-plane-site.ts";

test("N21: a machine answers what it can tell, with what it saw; a named person the rest; until then no user is moved", async () => {
  const site = await ControlPlaneSite.open({
    environment: {
      dark: { ready: 2, rehearse: true },
      contacts: ["release lead, extension 17"],
      checklist: [
        { id: "told", text: "Support has been told." },
        { id: "product", text: "Product has confirmed it." },
      ],
    },
  });
  const cy = await site.approver("Cy", "product");
  await site.begin("two", "api@2.0.0");
  const dark = await site.until("two", (view) => stepOf(view, "start api@2.0.0").notes.length === 2);
  const items = Object.fromEntries(dark.checklist.map((item) => [item.id, item]));
  expect(items["cf-healthy"]).toMatchObject({
    kind: "automatic",
    state: "yes",
    because: "api@2.0.0 (ready 2 times on 1 instance)",
  });
  expect(items["cf-way-back"]).toMatchObject({
    state: "yes",
    because: expect.stringMatching(/back after \d+ ms/),
  });
  expect(items["cf-users"]?.because).toBe("api: 10 %, 100 %");
  expect(items["cf-off-switch"]?.state).toBe("yes");
  expect(items["cf-window"]?.state).toBe("yes");
  expect(items["cf-contacts"]).toMatchObject({ state: "yes", because: "release lead, extension 17" });
  expect(items["cf-evidence"]?.state).toBe("open");
  expect([items.told?.state, items.product?.state]).toEqual(["open", "open"]);
  expect((await site.tryCrossfade("release answer two cf-healthy yes")).stderr).toContain(
    "CF_ANSWER_AUTOMATIC",
  );

  await site.crossfade("release answer two told yes");
  await site.crossfade('release answer two product no --note "the prices are wrong"', cy);
  const page = await site.crossfade("release show two");
  expect(page).toMatch(/✕ Product has confirmed it\. Cy, .*: the prices are wrong/);
  expect((await site.api.release("two")).hold).toMatchObject({
    by: "Cy",
    why: "Not so: Product has confirmed it. the prices are wrong",
  });
  expect([...(await site.users.everyone(200)).values()].every((label) => label === "1.0.0")).toBe(true);

  await site.crossfade("release answer two product yes", cy);
  await site.crossfade("release resume two", cy);
  const last = await site.atPercent("two", 100);
  expect(last.checklist.find(({ id }) => id === "product")?.because).toMatch(/^Cy, /);
});
