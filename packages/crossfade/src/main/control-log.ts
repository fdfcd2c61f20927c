import { appendFileSync, existsSync, renameSync, statSync } from "node:fs";

/** A log that has grown beyond this makes place for a new one at the next start; one old one is kept. */
const maxLogBytes = 10 * 1024 * 1024;

/** One line of JSON for each thing: requests, and what went wrong. Nobody but its owner reads it. */
export function openControlLog(path: string): (line: string | object) => void {
  if (existsSync(path) && statSync(path).size > maxLogBytes) renameSync(path, `${path}.1`);
  return (line) => {
    const text = typeof line === "string" ? line : JSON.stringify({ at: new Date().toISOString(), ...line });
    appendFileSync(path, `${text}\n`, { mode: 0o600 });
  };
}
