import type { InstanceReading, RouterReading } from "@crossfade/core";
import type { ProxyEvent } from "./admin-ports.ts";

/** An event for each instance whose health is not what it was. Unknown to ready is how every instance begins: no event. */
export function healthEvents(before: RouterReading, now: RouterReading): ProxyEvent[] {
  const known = new Map(instances(before).map(([name, { health }]) => [name, health]));
  return instances(now).flatMap(([name, { url, health, whyUnready }, version]): ProxyEvent[] => {
    const was = known.get(name) ?? "unknown";
    if (was === health || health === "unknown" || (was === "unknown" && health === "ready")) return [];
    return [{ event: health, version, url, ...(whyUnready === undefined ? {} : { why: whyUnready }) }];
  });
}

function instances({ versions }: RouterReading): [name: string, InstanceReading, version: string][] {
  return versions.flatMap(({ component, label, instances }) =>
    instances.map((each): [string, InstanceReading, string] => [
      `${component} ${label} ${each.url}`,
      each,
      `${component}@${label}`,
    ]),
  );
}
