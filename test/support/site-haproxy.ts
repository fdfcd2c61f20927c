import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BackgroundPrograms, freePorts } from "./background-program.ts";
import { runningVersions } from "./served-versions.ts";

type Json = Readonly<Record<string, unknown>>;

/** The router of a folder becomes an HAProxy that knows every version that runs there. Resolves, when it serves, to what ends it. */
export async function siteHaproxy(
  folder: string,
  env: NodeJS.ProcessEnv,
  crossfade: readonly string[],
): Promise<() => Promise<void>> {
  const file = join(folder, "crossfade.yaml");
  const config = JSON.parse(readFileSync(file, "utf8")) as Json & {
    readonly routers: { readonly edge: Json };
  };
  const [collect = 0] = await freePorts(1);
  const upstreams: Record<string, Record<string, readonly string[]>> = {};
  for (const [name, { url }] of [...runningVersions(folder)].sort(([one], [other]) =>
    one < other ? -1 : 1,
  )) {
    const [component = "", label = ""] = name.split("@");
    upstreams[component] = { ...upstreams[component], [label]: [url] };
  }
  const { warmUp: _, ...embedded } = config.routers.edge;
  const edge = { ...embedded, kind: "haproxy", collect: `127.0.0.1:${collect}`, upstreams };
  writeFileSync(file, JSON.stringify({ ...config, routers: { edge } }, null, 1));
  const programs = new BackgroundPrograms();
  const ours = crossfade.map((word) => JSON.stringify(word)).join(" ");
  const at = { cwd: folder, env };
  await new BackgroundPrograms().start({
    ...at,
    command: `${ours} router config haproxy`,
    until: "crossfade router collect",
  });
  await programs.start({ ...at, command: `${ours} router collect --router edge`, until: "counting" });
  await programs.start({
    ...at,
    command: "haproxy -W -db -f .crossfade/edge/haproxy.cfg",
    until: "Loading success",
  });
  return () => programs.endAll();
}
