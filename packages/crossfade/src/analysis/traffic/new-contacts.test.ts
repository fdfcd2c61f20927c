import { pinUsers, type RouterState, setStage, setWeight, withDeclaredVersions } from "@crossfade/core";
import { expect, test } from "vitest";
import { newContacts, startedVersions } from "./new-contacts.ts";
import type { ReportedPair, ReportPairs } from "./report-pairs.ts";

function routed(components: Readonly<Record<string, readonly string[]>>): RouterState {
  return withDeclaredVersions(undefined, {
    router: "edge",
    salt: "r1",
    components: Object.entries(components).map(([component, labels]) => ({
      component,
      versions: labels.map((label) => ({ label, urls: [] })),
    })),
  });
}

const name = (text: string) => {
  const [component = "", label = ""] = text.split("@");
  return { component, label };
};

type Judged = Partial<ReportedPair> & { readonly pair: string };

/** A report of pairs like "web@2 -> api@1". */
function report(...judged: readonly Judged[]): ReportPairs {
  const pairs = judged.map(({ pair, ...rest }): ReportedPair => {
    const [sender = "", receiver = ""] = pair.split(" -> ");
    return {
      sender: name(sender),
      receiver: name(receiver),
      verdict: "breaking",
      asRequested: "possible",
      accepted: false,
      findings: [],
      ...rest,
    };
  });
  const labels = new Map<string, Set<string>>();
  for (const { component, label } of pairs.flatMap(({ sender, receiver }) => [sender, receiver]))
    labels.set(component, (labels.get(component) ?? new Set()).add(label));
  return { from: "v1", to: "v2", labels, linked: new Set(labels.keys()), pairs };
}

const both = { web: ["1", "2"], api: ["1", "2"] };

/** The pairs that a change brings together, as text. */
function met(judged: ReportPairs, before: RouterState, after: RouterState): readonly string[] {
  return newContacts(judged, after, startedVersions(before, after)).pairs.map(
    ({ sender, receiver }) =>
      `${sender.component}@${sender.label} -> ${receiver.component}@${receiver.label}`,
  );
}

const weigh = (state: RouterState, version: string, percent: number) =>
  setWeight(state, { ...name(version), weight: percent * 100 });

test("the first users of a new page meet the server that runs", () => {
  const before = routed(both);
  const judged = report({ pair: "web@2 -> api@1" }, { pair: "web@1 -> api@2" });
  expect(met(judged, before, weigh(before, "web@2", 1))).toEqual(["web@2 -> api@1"]);
  expect(met(judged, before, weigh(before, "api@2", 1))).toEqual(["web@1 -> api@2"]);
});

test("more users of what runs already bring nobody together", () => {
  const before = weigh(routed(both), "web@2", 1);
  expect(met(report({ pair: "web@2 -> api@1" }), before, weigh(before, "web@2", 50))).toEqual([]);
});

test("the pin of one user starts a version as a weight does", () => {
  const before = routed(both);
  const after = pinUsers(before, name("web@2"), ["u-17"]);
  expect(startedVersions(before, after)).toEqual([name("web@2")]);
  expect(met(report({ pair: "web@2 -> api@1" }), before, after)).toEqual(["web@2 -> api@1"]);
});

test("a version without users that may come back to it is still met; one that is closing is not", () => {
  const moved = weigh(weigh(routed(both), "api@2", 10), "api@2", 100);
  const judged = report({ pair: "web@2 -> api@1" });
  expect(met(judged, moved, weigh(moved, "web@2", 1))).toEqual(["web@2 -> api@1"]);
  const draining = setStage(moved, name("api@1"), "draining");
  expect(met(judged, draining, weigh(draining, "web@2", 1))).toEqual(["web@2 -> api@1"]);
  const closing = setStage(moved, name("api@1"), "closing");
  expect(met(judged, closing, weigh(closing, "web@2", 1))).toEqual([]);
});

test("a dark version is met by nobody", () => {
  const before = routed(both);
  expect(met(report({ pair: "web@2 -> api@2" }), before, weigh(before, "web@2", 1))).toEqual([]);
});

test("what somebody else pinned a user to is met, whatever its weight", () => {
  const before = pinUsers(routed(both), name("api@2"), ["u-17"]);
  expect(met(report({ pair: "web@2 -> api@2" }), before, weigh(before, "web@2", 1))).toEqual([
    "web@2 -> api@2",
  ]);
});

test("whoever gains the rest starts, too", () => {
  const before = setWeight(routed(both), { ...name("api@2"), weight: 10_000 });
  const after = weigh(before, "api@2", 90);
  expect(startedVersions(before, after)).toEqual([name("api@1")]);
});

test("of what the router does not carry, every version counts that the report lets it meet, and it is said", () => {
  const before = routed({ api: ["1", "2"] });
  const judged = report(
    { pair: "api@2 -> db@1" },
    { pair: "api@2 -> db@0", asRequested: "apart" },
    { pair: "phone@1 -> api@2", verdict: "unknown" },
  );
  const { pairs } = newContacts(judged, weigh(before, "api@2", 1), [name("api@2")]);
  expect(pairs.map(({ sender, receiver, assumed }) => [sender.label, receiver.label, assumed])).toEqual([
    ["2", "1", "db"],
    ["1", "2", "phone"],
  ]);
});

test("versions of one component meet each other over what they leave behind", () => {
  const before = routed({ api: ["1", "2"] });
  const judged = report({ pair: "api@1 -> api@2" }, { pair: "api@2 -> api@1" }, { pair: "api@2 -> api@2" });
  expect(met(judged, before, weigh(before, "api@2", 1))).toEqual([
    "api@1 -> api@2",
    "api@2 -> api@1",
    "api@2 -> api@2",
  ]);
});

test("a person has to agree to what breaks, not to what is unknown, was accepted, or was so before", () => {
  const before = routed(both);
  const judged = report(
    { pair: "web@2 -> api@1" },
    { pair: "web@2 -> api@1", verdict: "unknown" },
    { pair: "web@2 -> api@1", accepted: true },
    { pair: "web@2 -> api@1", asRequested: "standing" },
  );
  const { pairs } = newContacts(judged, weigh(before, "web@2", 1), [name("web@2")]);
  expect(pairs.map((pair) => pair.needsConsent)).toEqual([true, false, false, false]);
});

test("a version that the report does not know is named: nothing is known of its pairs", () => {
  const before = routed({ web: ["1", "3"], api: ["1"], docs: ["1"] });
  const judged = report({ pair: "web@2 -> api@1" });
  const { pairs, unlooked } = newContacts(judged, weigh(before, "web@3", 1), [name("web@3")]);
  expect(pairs).toEqual([]);
  expect(unlooked).toEqual([name("web@3"), name("web@1"), name("docs@1")]);
});
