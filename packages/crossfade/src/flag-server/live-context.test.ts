import type { LivePhase, LiveVersion } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { liveContext, lowestLive } from "./live-context.ts";

const live = (text: string): LiveVersion => {
  const [id = "", phase = "released"] = text.split(" ");
  const [component = "", label = ""] = id.split("@");
  return { component, label, phase: phase as LivePhase, endpoints: [], deployedMs: 0 };
};
const lowest = (...versions: readonly string[]) => lowestLive(versions.map(live));

describe("the lowest live version", () => {
  test("is the lowest that users may meet, compared as versions and not as texts", () => {
    expect(lowest("billing@10.0.0", "billing@9.2.0", "web@1.0.0")).toEqual({
      billing: "9.2.0",
      web: "1.0.0",
    });
    expect(lowest("billing@v2.0.0", "billing@2.0.0-rc.1")).toEqual({ billing: "2.0.0-rc.1" });
  });

  test("leaves out what is dark, and what nobody meets any more", () => {
    expect(lowest("billing@1.0.0 ended", "billing@2.0.0", "billing@0.1.0 dark")).toEqual({
      billing: "2.0.0",
    });
    expect(lowest("billing@2.0.0 dark")).toEqual({});
  });

  test("is not known while one of them has no readable number: no need is met by a guess", () => {
    expect(lowest("billing@2.0.0", "billing@nightly")).toEqual({});
  });
});

test("a name with a dot is a step further in, as needs.services reads it", () => {
  expect(liveContext({ billing: "2.0.0", "outlook.manifest": "1.0.0" })).toEqual({
    crossfade: { live: { billing: "2.0.0", outlook: { manifest: "1.0.0" } } },
  });
  for (const names of [
    ["a", "a.b"],
    ["a.b", "a"],
  ])
    expect(() => liveContext(Object.fromEntries(names.map((name) => [name, "1.0.0"])))).not.toThrow();
});
