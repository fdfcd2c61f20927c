import { contractKinds } from "@crossfade/contracts";
import { expect, test } from "vitest";
import { checklistOf } from "./checklist.ts";
import type { ReportComponent, ReportLink } from "./report.ts";

const part = (id: string, ...chain: readonly string[]): ReportComponent => ({
  id,
  kind: "service",
  chain,
  older: [],
});
const link = (sender: string, receiver: string, form: string): ReportLink => ({
  id: `${sender}->${receiver} ${form}`,
  sender,
  receiver,
  medium: "direct",
  form,
  path: "",
  reading: {},
});
const components = [part("web", "1", "2"), part("api", "1"), part("db", "1")];

test("one item for each kind of contract between parts of which one moves, however many links", () => {
  const links = [
    link("web", "api", "http"),
    link("api", "web", "http"),
    link("web", "api", "events"),
    link("api", "db", "sql"),
  ];
  expect(checklistOf(links, components).map(({ id, kind, links: of }) => [id, kind, of])).toEqual([
    ["not-expressed/http", "human", ["web->api http", "api->web http"]],
    ["not-expressed/events", "human", ["web->api events"]],
  ]);
});

test("nothing moves, nothing to check", () => {
  expect(checklistOf([link("api", "db", "sql")], components)).toEqual([]);
});

test("every kind of contract says what it cannot express", () => {
  for (const { name, notExpressed } of Object.values(contractKinds))
    expect(notExpressed.length, name).toBeGreaterThan(0);
});
