import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks a second, as the kernel tells them to programs; 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** Processor seconds, user and system, of a process and all that it started and that still live. */
export function cpuSeconds(pid: number): number {
  const processes = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? statOf(name) : []));
  let ticks = 0;
  const family = new Set([pid]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const each of processes) if (family.has(each.parent)) family.add(each.pid);
  }
  for (const each of processes) if (family.has(each.pid)) ticks += each.ticks;
  return ticks / ticksPerSecond;
}

/** Nothing for a process that ended meanwhile. */
function statOf(name: string): { pid: number; parent: number; ticks: number }[] {
  try {
    const text = readFileSync(`/proc/${name}/stat`, "utf8");
    // The second field is a name in parentheses and may hold spaces.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return [{ pid: Number(name), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }];
  } catch {
    return [];
  }
}
