import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { drawnShop } from "../support/drawn-shop.ts";
import { program } from "../support/program.ts";
import { tree } from "../support/tree.ts";

/** N32. The file of `crossfade draw` on two folders, as text. */
function draw(from: string, to: string, ...args: readonly string[]): string {
  const [node = "", ...rest] = program();
  const { stdout, stderr, status } = spawnSync(
    node,
    [...rest, "draw", "--from-dir", from, "--to-dir", to, "--out", "-", ...args],
    { encoding: "utf8", maxBuffer: 1 << 26 },
  );
  expect([status, stderr]).toEqual([0, ""]);
  return stdout;
}

const words = (markup: string) =>
  markup
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replace(/\s+/g, " ");

/** The pictures of a page by their titles; each with its arrows, "who → whom: how". */
function scenes(page: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    page
      .split("<figure ")
      .slice(1)
      .map((figure) => [
        /<title[^>]*>([^<]*)/.exec(figure)?.[1] ?? "",
        [...figure.matchAll(/class="arrow"[^>]*aria-label="([^"]*) over [^"]*: (breaks|fits|unknown)/g)]
          .map(([, pair, verdict]) => `${pair}: ${verdict}`)
          .sort(),
      ]),
  );
}

/** What stands beside the arrow of a pair. */
function panelOf(page: string, sender: string, receiver: string): string {
  const panels = page.split("<article ").slice(1).map(words);
  return panels.find((each) => each.includes(`${sender} → ${receiver}`)) ?? "";
}

const example = (name: string) =>
  [1, 2].map((version) => resolve("examples", name, `v${version}`)) as [string, string];

test("N32: calls between old and new pages and servers as the deployment proceeds, which are fine and which break", () => {
  const page = draw(...example("02-backend-first"));
  expect(Object.fromEntries(scenes(page))).toEqual({
    "Before the release, as requested": ["web 1.0.0 → api 1.0.0: fits"],
    "Everything at once, as requested": [
      "web 1.0.0 → api 1.0.0: fits",
      "web 1.0.0 → api 2.0.0: fits",
      "web 2.0.0 → api 1.0.0: breaks",
      "web 2.0.0 → api 2.0.0: fits",
    ],
    "After the release, as requested": ["web 2.0.0 → api 2.0.0: fits"],
    "Before the release, as planned": ["web 1.0.0 → api 1.0.0: fits"],
    "Stage 1 of 2: api, as planned": ["web 1.0.0 → api 1.0.0: fits", "web 1.0.0 → api 2.0.0: fits"],
    "Stage 2 of 2: web, as planned": ["web 1.0.0 → api 2.0.0: fits", "web 2.0.0 → api 2.0.0: fits"],
    "After the release, as planned": ["web 2.0.0 → api 2.0.0: fits"],
  });
});

test("N32: beside an arrow that breaks stand its reason, its value and what the plan does about it", () => {
  const panel = panelOf(draw(...example("02-backend-first")), "web 2.0.0", "api 1.0.0");
  expect(panel).toContain('"PUT /cart/shipping"');
  expect(panel).toContain("Why the client may call PUT /cart/shipping, which the server does not have");
  expect(panel).toContain("Reach when everything goes out at once; as planned: never in contact");
  expect(panel).toContain("In the plan never in contact : release api 2.0.0 fully before web 2.0.0");
});

test("N32: every arrow that breaks or is unknown has a reason, in a system of six components too", () => {
  const page = draw(tree(drawnShop(1)), tree(drawnShop(2)));
  const arrows = [...scenes(page).values()].flat().filter((each) => !each.endsWith(": fits"));
  expect(new Set(arrows)).toEqual(
    new Set([
      "api 1.9.4 → worker 2.0.0: breaks",
      "api 2.0.0 → billing 1.9.4: breaks",
      "web 2.0.0 → api 1.9.4: breaks",
      "outlook 1.9.4 → api 1.9.4: unknown",
      "outlook 1.9.4 → api 2.0.0: unknown",
      "outlook 2.0.0 → api 1.9.4: unknown",
    ]),
  );
  for (const arrow of arrows) {
    const [sender = "", receiver = ""] = arrow.replace(/: \w+$/, "").split(" → ");
    expect(panelOf(page, sender, receiver), arrow).toMatch(
      /Why \S+.* Where \S+.* Reach \S+.* In the plan \S+.* Way back \S+/,
    );
  }
});

test("N32: one moment as a picture that needs nothing else", () => {
  const picture = draw(...example("06-rollback-is-not-free"), "--format", "svg");
  expect(picture).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect(words(picture)).toContain("api 2.0.0 → worker 1.0.0 breaks. All others fit.");
  expect(picture).not.toMatch(/<script|<image|(?:href|src)=|@import/);
});
