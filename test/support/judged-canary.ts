import { expect } from "vitest";
import type { ControlPlaneSite } from "./control-plane-site.ts";

/** Each user counts once, by their first error: there are many of them, and the old version is not perfect either. */
export const manyUsers = 3_000;

/** A canary that only evidence takes on, or back. */
export const judgedCanary = {
  strategy: { canary: ["20%", "100%"], bake: "1s", timeout: "5m", promotion: "automatic" },
  // It has warmed up before anybody is served by it.
  dark: { ready: 1, soak: "2s", rehearse: false },
  gates: { errors: { tolerance: 4 }, minimumRequests: 20 },
};

/** The engine, not a person, has taken it back; why, and everybody is where they were. */
export async function takenBack(site: ControlPlaneSite, release: string): Promise<string> {
  const { undo } = await site.until(release, ({ phase }) => phase === "aborted");
  const { entries } = await site.api.journal(release, 0);
  expect(entries.find(({ event }) => event.kind === "aborted")?.actor).toBe("engine");
  expect(new Set((await site.users.everyone(200)).values())).toEqual(new Set(["1.0.0"]));
  return undo?.why ?? "";
}
