import type { MeasuredTraffic, Plan, System } from "@crossfade/core";
import { momentText } from "../release/moment-text.ts";
import type { StatusRouter } from "./control-ports.ts";

/**
 * Pages and apps that stay on a version that goes back: as many users as routers have seen of late whose requests named it in
 * `x-client-version`. Users share buckets, so it is the least that there can be. What no router has counted is said to be so.
 */
export async function countedPages(
  { steps }: Plan,
  { components }: System,
  { routers, nowMs }: { readonly routers: readonly StatusRouter[]; readonly nowMs: number },
): Promise<readonly string[]> {
  const leaving = steps.flatMap(({ kind, component, version }): readonly Leaving[] => {
    const part = components.find(({ id }) => id === component);
    if (kind !== "end" || part?.tail !== true) return [];
    return [
      { client: `${component}/${version}`, name: `${component}@${version}`, isPage: part.kind === "web" },
    ];
  });
  if (leaving.length === 0) return [];
  if (routers.length === 0) return leaving.map((each) => uncounted(each, "no router counts who calls"));
  const nowS = Math.floor(nowMs / 1_000);
  const asked = await Promise.all(
    routers.map(async ({ id, measure }) => ({ id, measured: await measure?.(nowS).catch(() => undefined) })),
  );
  return leaving.flatMap((each) => asked.map(({ id, measured }) => sentence(each, id, measured)));
}

interface Leaving {
  readonly client: string;
  readonly name: string;
  readonly isPage: boolean;
}

/** The same user may call several components: of all its rows the largest counts. */
function sentence(leaving: Leaving, router: string, measured: MeasuredTraffic | undefined): string {
  if (measured === undefined) return uncounted(leaving, `${router} does not answer`);
  const rows = measured.pairs.filter(({ client }) => client === leaving.client);
  if (rows.length === 0)
    return uncounted(leaving, `no request at ${router} has said \`x-client-version: ${leaving.client}\``);
  const recent = rows.flatMap((row) => row.recent ?? []);
  const most = recent.reduce((one, other) => (other.users > one.users ? other : one), {
    users: 0,
    sinceS: recent[0]?.sinceS ?? 0,
  });
  if (recent.length === 0) return uncounted(leaving, `${router} does not tell users apart`);
  const since = `at ${router} since ${momentText(most.sinceS * 1_000)}`;
  if (most.users === 0) return `Counted: no user of ${leaving.name} was seen ${since}.`;
  const users = most.users === 1 ? "1 user" : `${most.users} users`;
  const stay = leaving.isPage ? "pages that they have open" : "what they have installed";
  return `Counted: at least ${users} of ${leaving.name} seen ${since}; ${stay} will call the old version.`;
}

function uncounted({ name, isPage }: Leaving, why: string): string {
  return `Not counted: ${isPage ? "open pages" : "installed copies"} of ${name} (${why}).`;
}
