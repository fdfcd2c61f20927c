// What every process of the shop does alike: one line of JSON for each thing that happens, a clean end on SIGTERM.

/** Tells whoever started this process what happened, as one line of JSON on stdout. */
export function say(event, more = {}) {
  process.stdout.write(`${JSON.stringify({ event, ...more })}\n`);
}

/** Calls `stop` once, on SIGTERM or SIGINT, or when the parent of an attached process is gone. */
export function whenToldToStop(stop) {
  let stopping = false;
  const once = async () => {
    if (stopping) return;
    stopping = true;
    await stop();
    process.exit(0);
  };
  process.once("SIGTERM", once);
  process.once("SIGINT", once);
  if (process.env.ATTACHED === "1") process.stdin.resume().once("close", once);
}

/** An environment variable that must be set. */
export function setting(name) {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set`);
  return value;
}
