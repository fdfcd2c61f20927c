import { applyMove, layOut, type System, type VerdictTable } from "@crossfade/core";
import { expect, test } from "vitest";
import { Story } from "../../../../test/support/story.ts";
import { parseConfig } from "../config/parse-config.ts";
import type { SystemConfig } from "../config/system-config.ts";
import { deliveryOf } from "./delivery.ts";

function configOf(text: string): SystemConfig {
  const parsed = parseConfig(text, { file: "crossfade.yaml", nowMs: 0 });
  if (!parsed.ok) throw new Error(parsed.complaints.map((each) => each.message).join(" "));
  return parsed.config;
}

const config = configOf(`system: s
components:
  api: { kind: service, support: 2d }
  worker: { kind: worker }
  edge: { kind: extension, channel: edge-add-ons }
calendars: { store-us: { holidays: [2026-11-26] }, unused: {} }
`);

const shop = () =>
  new Story()
    .part("api", "service", { older: ["-1"] })
    .part("worker", "worker")
    .part("edge", "extension");

const travelling = (system: System, verdicts: VerdictTable) =>
  deliveryOf(layOut(system, verdicts), config, verdicts);

test("a component travels by its channel, with the support it promises and the calendar it needs", () => {
  const { system, verdicts } = shop().tell();
  const { components, calendars } = travelling(system, verdicts);
  expect(components.map((each) => [each.id, each.channel, each.older, each.supportMs])).toEqual([
    ["api", "instant", ["-1"], 2 * 86_400_000],
    ["worker", "instant", [], undefined],
    ["edge", "edge-add-ons", [], undefined],
  ]);
  expect(components[2]?.delays.map((each) => each.phase)).toContain("review");
  expect(calendars.map((each) => [each.id, each.holidays])).toEqual([["store-us", ["2026-11-26"]]]);
});

test("what a receiver passes on as it read it outlives any time", () => {
  const lasting = (carries: boolean) => {
    const { system, verdicts } = shop().link("api -> worker", { lasts: 4, carries }).tell();
    return travelling(system, verdicts).links[0]?.linger.kind;
  };
  expect([lasting(false), lasting(true)]).toEqual(["for", "for-ever"]);
});

test("a sender is silent only if it uses the link with nobody", () => {
  const { system } = shop().link("edge -> api").tell();
  const verdicts = (one: "compatible" | "not-spoken") =>
    new Map([
      [
        "edge -> api",
        new Map([
          [
            "0",
            new Map([
              ["0", { kind: one }],
              ["1", { kind: "not-spoken" as const }],
            ]),
          ],
        ]),
      ],
    ]);
  expect(travelling(system, verdicts("not-spoken")).links[0]?.silent).toEqual(["0"]);
  expect(travelling(system, verdicts("compatible")).links[0]?.silent).toEqual([]);
});

test("a version that a pin keeps alive never ends, as one that is endless", () => {
  const story = new Story()
    .part("edge", "extension", { endless: ["0"] })
    .part("api", "service")
    .part("worker", "worker")
    .link("edge -> api", { pinned: { 0: "0", 1: "1" } });
  const { system, verdicts } = story.tell();
  expect(travelling(system, verdicts).components.map((each) => [each.id, each.endless])).toEqual([
    ["edge", ["0"]],
    ["api", ["0"]],
    ["worker", []],
  ]);
});

test("moves that end something name the step of the plan that does", () => {
  const { system, verdicts } = shop().link("api -> worker", { lasts: 4 }).tell();
  const cut = applyMove(system, { kind: "cut-off", link: "api -> worker", version: "0" });
  const both = applyMove(cut, { kind: "purge", link: "api -> worker", versions: ["0"] });
  expect(travelling(both, verdicts).links[0]?.endedBy).toEqual([
    { version: "0", step: "purge api -> worker 0", clears: true },
    { version: "0", step: "cut-off api@0 on api -> worker", clears: false },
  ]);
});
