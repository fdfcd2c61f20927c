import type { RouterState } from "@crossfade/core";
import type { ServerReading } from "./running-process.ts";

/** Drained by somebody, and up. Source: HAProxy, server-t.h: SRV_ADMF_FDRAIN, SRV_ST_RUNNING. */
const drained = { srv_admin_state: "8", srv_op_state: "2" } as const;

/**
 * The file from which a HAProxy that starts anew learns who is out of the balancer: the format of `show servers state`,
 * with the lines of those only. All others come up as their configuration says.
 */
export function serversFile(servers: readonly ServerReading[], { components }: RouterState): string {
  const isOut = ({ component, label, url }: ServerReading) =>
    components[component]?.versions
      .find((version) => version.label === label)
      ?.instances.some((instance) => instance.url === url && instance.out === true) === true;
  const rows = servers.filter((each) => !each.isStreams && isOut(each)).map(({ stateLine }) => stateLine);
  const [first] = rows;
  if (first === undefined) return noServersFile;
  const lines = rows.map((row) =>
    [...row]
      .map(([column, value]) => (drained as Readonly<Record<string, string>>)[column] ?? value)
      .join(" "),
  );
  return `1\n# ${[...first.keys()].join(" ")}\n${lines.join("\n")}\n`;
}

/** Everybody is in. */
export const noServersFile = "1\n";
