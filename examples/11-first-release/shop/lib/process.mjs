// What every process of the shop does alike: a line of JSON for each thing that happens, a clean end on SIGTERM.

export function say(event, more = {}) {
  process.stdout.write(`${JSON.stringify({ event, ...more })}\n`);
}

export function whenToldToStop(stop) {
  let isStopping = false;
  const once = async () => {
    if (isStopping) return;
    isStopping = true;
    await stop();
    process.exit(0);
  };
  process.once("SIGTERM", once);
  process.once("SIGINT", once);
}
