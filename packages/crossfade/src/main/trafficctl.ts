import { CrossfadeError } from "@crossfade/core";
import { version } from "./version.ts";

const help = `trafficctl reads and sets which version of a component gets how much traffic.
This version of Crossfade has no router yet, so there is nothing to read or set.

Usage: trafficctl [--version] [--help]
`;

/** What the program answers to its arguments. No verb works before there is a router; each says so. */
function answer([verb]: readonly string[]): string {
  if (verb === undefined || verb === "--help" || verb === "-h") return help;
  if (verb === "--version" || verb === "-V") return `${version}\n`;
  throw new CrossfadeError("CF_NO_ROUTER", { verb: JSON.stringify(verb) });
}

try {
  process.stdout.write(answer(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof CrossfadeError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint}\n`);
  process.exitCode = error.exitCode;
}
