import type { EnvironmentStatus, RouterStatus, VersionStatus } from "../../wire/views.ts";
import { type Line, paint, say } from "../page/styled.ts";
import { indented } from "../page/wrap.ts";
import { plural } from "../words.ts";
import { Moments } from "./moments.ts";
import { rows } from "./people-lines.ts";
import type { PageFrame } from "./release-page.ts";
import { percent } from "./release-words.ts";

const bucketCount = 10_000;

/** Deployed or released? One sentence a version: since when it is there, and who sees it. */
export function statusPage(status: EnvironmentStatus, { width, colour, zone }: PageFrame): string {
  const moments = new Moments(status.atMs, zone);
  const versions = status.components.flatMap(({ component, versions }) =>
    versions.flatMap((version) => versionLines(component, version, moments, width)),
  );
  const paragraphs = [
    [[say(status.environment, "strong"), say(`, read ${moments.now()}`, "label")]],
    versions.length === 0 ? nothing(status, width) : versions,
    status.routers.flatMap((each) => routerLines(each, width)),
    releaseLines(status, width),
  ].filter((each) => each.length > 0);
  return paint(
    paragraphs.flatMap((each, index) => (index === 0 ? each : [[], ...each])),
    colour,
  );
}

/** A router that could not be asked: who sees what behind it is unknown. Of pages and installed apps nobody can be asked. */
export function isBlind({ routers }: EnvironmentStatus): boolean {
  return routers.some(({ reachable }) => !reachable);
}

/** "api 2.0.0: deployed 14:02, seen by 25 % of users (read back 14:31)". */
function versionLines(component: string, version: VersionStatus, moments: Moments, width: number): Line[] {
  const { label, deployedMs, seenBy } = version;
  const deployed =
    deployedMs === undefined ? "nobody has said that it was deployed" : `deployed ${moments.of(deployedMs)}`;
  const seen =
    seenBy.kind === "unknown"
      ? say(`who sees it is unknown: ${seenBy.why}`, "unknown")
      : say(`seen by ${audience(seenBy)}`, seenBy.kind === "nobody" ? "label" : "new");
  const readBack = seenBy.kind === "unknown" ? undefined : seenBy.readBackMs;
  const when = readBack === undefined ? "" : ` (read back ${moments.of(readBack)})`;
  return indented(
    0,
    [say(`${component} ${label}`, "strong"), say(`: ${deployed}, `), seen, say(when, "label")],
    width,
    2,
  );
}

function audience(seenBy: Exclude<VersionStatus["seenBy"], { readonly kind: "unknown" }>): string {
  if (seenBy.kind !== "share") return seenBy.kind;
  const { share, pinned } = seenBy;
  const users = plural(pinned, "pinned user");
  if (share <= 0) return pinned === 0 ? "nobody" : `${users} alone`;
  const weight = Math.round(share * bucketCount);
  const part = weight === bucketCount ? "everybody" : `${percent(weight)} of users`;
  return pinned === 0 || weight === bucketCount ? part : `${part} and ${users}`;
}

function nothing({ environment }: EnvironmentStatus, width: number): Line[] {
  return indented(
    0,
    [
      say(`Nothing is known to be deployed in ${environment}. Tell of what runs there:`),
      say(` crossfade deployed COMPONENT@VERSION --environment ${environment} --endpoint URL --serving`),
    ],
    width,
  );
}

function routerLines({ router, reachable, why }: RouterStatus, width: number): Line[] {
  if (reachable) return [];
  const text = `✕ router ${router} does not answer${why === undefined ? "" : `: ${why}`}`;
  return indented(0, [say(text, "breaks")], width, 2);
}

const standing: Readonly<Record<string, string>> = {
  draft: "has not begun",
  running: "runs",
  aborting: "is being taken back",
};

function releaseLines({ releases }: EnvironmentStatus, width: number): Line[] {
  return rows(
    "Releases",
    releases.map(({ id, phase }) => [
      say(`${id} ${standing[phase] ?? phase}`),
      say(`  crossfade release show ${id}`, "label"),
    ]),
    width,
  );
}
