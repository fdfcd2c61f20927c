import type { EventLog, ProxyEvent } from "./admin-ports.ts";

/** One line of JSON an event, each with its time; followers get the same, without it. */
export function createEventLog(write: (line: string) => void, nowMs: () => number): EventLog {
  const followers = new Set<(event: ProxyEvent) => void>();
  return {
    tell(event) {
      write(`${JSON.stringify({ at: new Date(nowMs()).toISOString(), ...event })}\n`);
      for (const follower of followers) follower(event);
    },
    follow(follower) {
      followers.add(follower);
      return () => void followers.delete(follower);
    },
  };
}
