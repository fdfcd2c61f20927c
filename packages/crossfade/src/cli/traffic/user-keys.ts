import { routerLimits } from "@crossfade/core";
import { trafficUsage } from "./traffic-options.ts";
import type { TrafficIo } from "./traffic-ports.ts";

/** As many keys as a router takes, each as long as it may be. */
const maxUsersBytes = routerLimits.maxUserPins * (routerLimits.maxUserKeyLength + 2);

export interface UserFlags {
  readonly user?: readonly string[];
  readonly usersFile?: string;
}

/** Every key once, in order. CF_USAGE for one that is longer than a router takes. */
export async function usersOf(
  verb: "pin" | "unpin",
  { user = [], usersFile }: UserFlags,
  io: TrafficIo,
): Promise<readonly string[]> {
  const text = usersFile === undefined ? "" : await io.readFile(usersFile, maxUsersBytes);
  const listed = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (usersFile !== undefined && listed.length === 0)
    throw trafficUsage(`${usersFile} names no user: write one a line.`, verb);
  const users = [...new Set([...user, ...listed])];
  const long = users.find((each) => each === "" || each.length > routerLimits.maxUserKeyLength);
  if (long !== undefined)
    throw trafficUsage(
      `A user key has 1 to ${routerLimits.maxUserKeyLength} characters (maxUserKeyLength), not ${long.length}.`,
      verb,
    );
  return users;
}
