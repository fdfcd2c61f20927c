import {
  bucketCount,
  type ComponentTraffic,
  type InstanceTraffic,
  parseRouterState,
  type RouterState,
  type Segment,
} from "@crossfade/core";
import { type MapEntries, type RouterMaps, readLiveNumber, type Slot, splitMap } from "./map-entries.ts";

/** Instances of a version as the process has them. */
export type InstancesOf = (component: string, label: string) => readonly InstanceTraffic[];

export interface LiveState {
  readonly state: RouterState;
  readonly slot: Slot;
}

/**
 * The state that a process with these maps works by: what `mapsOf` wrote, read again. CF_ROUTER_STATE_INVALID where they
 * are none of ours, or were changed by hand into something that is no state.
 */
export function stateOfMaps(router: string, maps: RouterMaps, instancesOf: InstancesOf): LiveState {
  const live = Number(entriesOf(maps, "live").find(([key]) => key === "now")?.[1]);
  const { generation, slot } = readLiveNumber(live);
  const own = (name: string): MapEntries =>
    entriesOf(maps, name).flatMap(([key, value]) =>
      key.startsWith(`${slot}/`) ? [[key.slice(2), value] as const] : [],
    );
  const components = Object.fromEntries(
    own("salts").map(([id, salt]) => [id, componentOf(id, salt, { maps, own, slot, instancesOf })]),
  );
  return { state: parseRouterState({ stateSchema: 1, router, generation, components }), slot };
}

interface Place {
  readonly maps: RouterMaps;
  readonly own: (name: string) => MapEntries;
  readonly slot: Slot;
  readonly instancesOf: InstancesOf;
}

function componentOf(id: string, salt: string, { maps, own, slot, instancesOf }: Place): ComponentTraffic {
  const held = own("held").find(([key]) => key === id)?.[1];
  return {
    salt: text(salt),
    versions: below(own("versions"), `${id}@`)
      .map(([label, value]) => ({ label, fields: value.split("/") }))
      .sort((a, b) => Number(a.fields[0]) - Number(b.fields[0]))
      .map(({ label, fields }) => ({
        label,
        // What is no stage is refused by whoever parses the state.
        stage: fields[1] as ComponentTraffic["versions"][number]["stage"],
        instances: instancesOf(id, label),
      })),
    split: splitOf(entriesOf(maps, splitMap(id)), slot),
    userPins: Object.fromEntries(
      below(entriesOf(maps, "pins"), `${id}/`).map(([key, label]) => [text(key), label]),
    ),
    revokedPins: [...below(entriesOf(maps, "revoked"), `${id}/`)]
      .sort((a, b) => Number(a[1]) - Number(b[1]))
      .map(([key]) => decoded(key)),
    ...(held === undefined ? {} : { heldUntilMs: Number(held) }),
  };
}

function splitOf(entries: MapEntries, slot: Slot): Segment[] {
  const begin = slot * bucketCount;
  return entries
    .map(([range, label]): Segment => {
      const [first = Number.NaN, last = first] = range.split(":").map(Number);
      return { from: first - begin, to: last - begin + 1, label };
    })
    .filter(({ from }) => from >= 0 && from < bucketCount)
    .sort((a, b) => a.from - b.from);
}

function below(entries: MapEntries, prefix: string): MapEntries {
  return entries.flatMap(([key, value]) =>
    key.startsWith(prefix) ? [[key.slice(prefix.length), value] as const] : [],
  );
}

function entriesOf(maps: RouterMaps, name: string): MapEntries {
  return maps.get(name) ?? [];
}

function text(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8");
}

function decoded(field: string): string {
  try {
    return decodeURIComponent(field);
  } catch {
    return field;
  }
}
