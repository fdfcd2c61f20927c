import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { program } from "../support/program.ts";
import { tree } from "../support/tree.ts";

/** N03. A page, two extensions and their server; the new clients need the new server. */
const START = "2026-11-23T09:00Z";

interface Dates {
  readonly p50: string | null;
  readonly p90: string | null;
  readonly worst: string | null;
}
interface Promised {
  readonly receiver: string;
  readonly sender: string;
  readonly version: string;
  readonly until: Dates;
  readonly because: string;
}
interface Timeline {
  readonly promises: readonly Promised[];
  readonly guarantees: readonly (Pick<Promised, "receiver" | "until"> & {
    readonly binding: { readonly sender: string; readonly channel: string; readonly because: string };
  })[];
  readonly departures: readonly {
    readonly component: string;
    readonly version: string;
    readonly gone: Dates;
  }[];
}

function shop(
  version: string,
  clients: Readonly<Record<string, string>>,
  paths: readonly string[],
  more = "",
) {
  const operations = paths.map((path) => [path, { get: { responses: { 204: { description: "Done." } } } }]);
  return tree({
    "crossfade.yaml": `system: shop
components:
  api: { kind: service }
${Object.entries(clients)
  .map(([id, part]) => `  ${id}: ${part}\n`)
  .join("")}links:
  - { from: [${Object.keys(clients).join(", ")}], to: api, http: api/openapi.json }
${more}`,
    "api/openapi.json": JSON.stringify({
      openapi: "3.1.0",
      info: { title: "Shop", version },
      paths: Object.fromEntries(operations),
    }),
    ...Object.fromEntries(
      ["api", ...Object.keys(clients)].map((id) => [
        `${id}/package.json`,
        JSON.stringify({ name: id, version }),
      ]),
    ),
  });
}

function crossfade(flags: readonly string[], clients: Readonly<Record<string, string>>, more = ""): string {
  const [node = "", ...rest] = program();
  const folders = [
    "--from-dir",
    shop("1.8.0", clients, ["/cart"], more),
    "--to-dir",
    shop("1.9.0", clients, ["/cart", "/gift"], more),
  ];
  const { stdout, stderr, status } = spawnSync(
    node,
    [...rest, "timeline", "--start", START, ...flags, ...folders],
    {
      encoding: "utf8",
    },
  );
  expect(status, stderr + stdout).toBe(0);
  return stdout;
}

const page = { web: "{ kind: web }" };
const all = {
  ...page,
  chrome: "{ kind: extension, channel: chrome-web-store }",
  edge: "{ kind: extension, channel: edge-add-ons }",
};
const timeline = (clients: Readonly<Record<string, string>>, more = "") =>
  JSON.parse(crossfade(["--json"], clients, more)) as Timeline;
const ms = (date: string | null) => (date === null ? Number.POSITIVE_INFINITY : Date.parse(date));

describe("N03: the compatibility promise as a date", () => {
  test("the API must go on serving web 1.8 until a date, with its p50 and its p90", () => {
    expect(crossfade([], page)).toContain(
      "api must stay compatible with web 1.8.0 until 3 Dec (p50 28 Nov, p90 3 Dec)",
    );
  });

  test("at least as long as the slowest channel, which is named", () => {
    const { promises, guarantees, departures } = timeline(all);
    expect(promises.map((each) => `${each.receiver} ${each.sender} ${each.version}`).sort()).toEqual([
      "api chrome 1.8.0",
      "api edge 1.8.0",
      "api web 1.8.0",
    ]);
    const [guarantee] = guarantees;
    expect(guarantee).toMatchObject({
      receiver: "api",
      binding: { sender: "edge", channel: "edge-add-ons" },
    });
    for (const share of ["p50", "p90", "worst"] as const) {
      for (const { until } of promises)
        expect(ms(guarantee?.until[share] ?? null)).toBeGreaterThanOrEqual(ms(until[share]));
      for (const { gone, component } of departures)
        if (component !== "api")
          expect(ms(guarantee?.until[share] ?? null)).toBeGreaterThanOrEqual(ms(gone[share]));
    }
    expect(crossfade([], all).replace(/\s+/g, " ")).toMatch(
      /api must stay compatible with all of them until \d+ Dec \(p50 \d+ Dec, p90 \d+ Dec\); edge 1\.8\.0 \(edge-add-ons\) is the last/,
    );
  });

  test("a promise to users that is longer than the tail decides, and is named", () => {
    const { promises } = timeline({ web: "{ kind: web, support: 90d }" });
    expect(promises[0]).toMatchObject({ sender: "web", because: "support" });
    expect(promises[0]?.until.p90?.slice(0, 10)).toBe("2027-02-21");
  });

  test("a release that needs the old clients gone cannot begin before that date", () => {
    const [node = "", ...rest] = program();
    const [from, to] = [shop("1.8.0", page, ["/cart", "/old"]), shop("1.9.0", page, ["/cart"])];
    const { stdout } = spawnSync(
      node,
      [...rest, "timeline", "--start", START, "--json", "--from-dir", from, "--to-dir", to],
      { encoding: "utf8" },
    );
    const found = JSON.parse(stdout) as Timeline & {
      stages: { at: Dates; transitions: { component: string }[] }[];
    };
    expect(found.stages.map((each) => each.transitions[0]?.component)).toEqual(["web", "api"]);
    expect(ms(found.stages[1]?.at.p90 ?? null)).toBeGreaterThanOrEqual(
      ms(found.promises[0]?.until.p90 ?? null),
    );
  });

  test("versions that never end, and parties that are not ours, get no date: it is said, not guessed", () => {
    const clients = { web: "{ kind: web }", kiosk: "{ kind: desktop, endless: true }" };
    const [guarantee] = timeline(clients).guarantees;
    expect(guarantee).toMatchObject({
      until: { p50: null, p90: null, worst: null },
      binding: { sender: "kiosk" },
    });
    expect(crossfade([], clients)).toContain(
      "api must stay compatible with kiosk 1.8.0: no end known, kiosk 1.8.0 never ends",
    );
  });

  test("the date is in a calendar that people can subscribe to", () => {
    const folder = tree({ "keep.txt": "" });
    crossfade(["--ics", join(folder, "release.ics")], page);
    const ics = readFileSync(join(folder, "release.ics"), "utf8").replaceAll("\r\n ", "");
    expect(ics).toContain("SUMMARY:Promise of api to web 1.8.0 ends");
    expect(ics).toContain("api must stay compatible with web 1.8.0 until 3 Dec (p50 28 Nov\\, p90 3 Dec)");
    expect(crossfade(["--ics", "-"], page)).toMatch(/^BEGIN:VCALENDAR\r\n/);
  });
});
