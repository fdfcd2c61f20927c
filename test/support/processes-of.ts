import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Ends what was started from a folder and goes on by itself: a deployer's services, where a test failed half-way. */
export function endProcessesOf(folder: string): void {
  if (!existsSync("/proc")) return;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`${folder}/`))
        process.kill(Number(pid), "SIGKILL");
    } catch {
      // It has ended, or is not ours.
    }
  }
}
