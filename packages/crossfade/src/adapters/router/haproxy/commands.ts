import type { RouterState } from "@crossfade/core";
import { backendName, serverName } from "./proxy-name.ts";
import type { ServerReading } from "./running-process.ts";

/** Who comes into the balancer before the change takes effect, who leaves it after. */
export function drainCommands(
  servers: readonly ServerReading[],
  { router, components }: RouterState,
): { readonly before: readonly string[]; readonly after: readonly string[] } {
  const isOutNow = new Map(servers.map(({ backend, server, out }) => [`${backend}/${server}`, out]));
  const wanted = Object.entries(components).flatMap(([component, { versions }]) =>
    versions.flatMap(({ label, instances }) =>
      instances.map(({ url, out = false }) => ({
        name: `${backendName(router, component, label)}/${serverName(url)}`,
        out,
      })),
    ),
  );
  const changed = wanted.filter(({ name, out }) => isOutNow.get(name) !== out);
  const command = ({ name, out }: (typeof wanted)[number]) =>
    `set server ${name} state ${out ? "drain" : "ready"}`;
  return {
    before: changed.filter(({ out }) => !out).map(command),
    after: changed.filter(({ out }) => out).map(command),
  };
}

/** Ends whatever these servers have in hand, at once. */
export function cutCommands(servers: readonly ServerReading[]): readonly string[] {
  return servers.map(({ backend, server }) => `shutdown sessions server ${backend}/${server}`);
}

/** The first version or instance that one has and the other has not; a running HAProxy can be given neither. */
export function structureGap(running: RouterState, next: RouterState): string | undefined {
  const [has, needs] = [structureOf(running), structureOf(next)];
  const missing = [...needs].find((each) => !has.has(each));
  if (missing !== undefined) return missing;
  const extra = [...has].find((each) => !needs.has(each));
  return extra === undefined ? undefined : `the removal of ${extra}`;
}

function structureOf({ components }: RouterState): ReadonlySet<string> {
  return new Set(
    Object.entries(components).flatMap(([component, { versions }]) => [
      component,
      ...versions.flatMap(({ label, instances }) => [
        `${component}@${label}`,
        ...instances.map(({ url }) => `${component}@${label} on ${url}`),
      ]),
    ]),
  );
}
