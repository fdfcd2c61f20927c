import { deviationSentences, type InstanceTraffic, type RouterState } from "@crossfade/core";
import { mapPath } from "./haproxy-files.ts";
import type { MapEntries } from "./map-entries.ts";
import { backendName, serverName } from "./proxy-name.ts";
import type { RouterFolder } from "./router-folder.ts";
import { serverRows } from "./runtime-answers.ts";
import { stateOfMaps } from "./state-of-maps.ts";

/** What a HAProxy that starts from the files would do otherwise than desired, one sentence each. */
export async function savedSentences(
  folder: RouterFolder,
  maps: readonly string[],
  desired: RouterState,
): Promise<readonly string[]> {
  const texts = await Promise.all(maps.map((name) => folder.read(mapPath(name))));
  const entries = new Map(maps.map((name, index) => [name, entriesOf(texts[index] ?? "")]));
  const rows = serverRows(((await folder.read("servers.state")) ?? "").trimEnd().split("\n")) ?? [];
  const out = new Set(
    rows
      .filter((row) => row.get("srv_admin_state") !== "0")
      .map((row) => `${row.get("be_name")}/${row.get("srv_name")}`),
  );
  const instancesOf = (component: string, label: string): readonly InstanceTraffic[] =>
    (desired.components[component]?.versions.find((each) => each.label === label)?.instances ?? []).map(
      ({ url }) =>
        out.has(`${backendName(desired.router, component, label)}/${serverName(url)}`)
          ? { url, out: true }
          : { url },
    );
  try {
    return deviationSentences(stateOfMaps(desired.router, entries, instancesOf).state, desired);
  } catch {
    return ["HAProxy would not know who gets what: its maps are no state"];
  }
}

/** A key and its value in each line; the value may have blanks, the key not. */
function entriesOf(text: string): MapEntries {
  return text.split("\n").flatMap((line) => {
    const [, key, value] = /^(\S+) (.*)$/.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [[key, value] as const];
  });
}
