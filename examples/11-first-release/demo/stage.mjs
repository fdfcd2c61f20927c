import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const example = join(import.meta.dirname, "..");
/** Each version is the one before it, changed. */
const versions = [
  ["0.9.0", "shop", []],
  ["1.0.0", "shop", []],
  ["2.0.0-naive", "1.0.0", ["2.0.0-naive"]],
  ["2.0.0", "1.0.0", ["2.0.0"]],
  ["2.0.1", "2.0.0", ["2.0.1"]],
];

/** Lays everything out in a folder of its own, as the repository would be at each version. */
export function setStage(folder, ports) {
  endWhatWasLeft(folder);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "versions"), { recursive: true });
  const config = readFileSync(join(example, "shop/crossfade.yaml"), "utf8");
  writeFileSync(join(folder, "crossfade.yaml"), config.replace("127.0.0.1:8080", `127.0.0.1:${ports.shop}`));
  cpSync(join(example, "deploy.mjs"), join(folder, "deploy.mjs"));
  for (const [name, base, changes] of versions) {
    const place = join(folder, "versions", name);
    cpSync(base === "shop" ? join(example, "shop") : join(folder, "versions", base), place, {
      recursive: true,
    });
    for (const change of changes) cpSync(join(example, "changes", change), place, { recursive: true });
  }
  const oldPage = join(folder, "versions/0.9.0/web/package.json");
  writeFileSync(oldPage, readFileSync(oldPage, "utf8").replace("1.0.0", "0.9.0"));
}

/** What runs by itself and was left by a demonstration that was killed. Where there is no /proc, nobody knows of it. */
export function endWhatWasLeft(folder) {
  if (!existsSync("/proc/self/cmdline")) return;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const [program, ...args] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
      const isOurs = args.some(
        (each) => each.startsWith(join(folder, "versions/")) || each === join(folder, ".crossfade/edge"),
      );
      if (isOurs && program.endsWith("node")) process.kill(Number(pid), "SIGTERM");
    } catch {
      // It has ended, or belongs to somebody else.
    }
  }
}
