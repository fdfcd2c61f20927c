// The worker: takes one message after the other from the table of messages. Environment: DATABASE_URL; PORT (default: a
// free one) for GET /pause and GET /resume; PAUSED=1 starts it paused; POLL_MS (default: 200).
import { createServer } from "node:http";
import { openDatabase } from "../shared/database.mjs";
import { say, setting, whenToldToStop } from "../shared/process.mjs";
import { pack } from "./packing.mjs";

const database = openDatabase(setting("DATABASE_URL"), new URL("sql-contract.json", import.meta.url));
const pollMs = Number(process.env.POLL_MS ?? 200);
let paused = process.env.PAUSED === "1";
let working = Promise.resolve();
let timer;

/** Takes messages until there is none. One that fails is put back for later: it is not acknowledged. */
async function work(busy) {
  let worked = busy;
  while (!paused && (await takeOne())) worked = true;
  if (paused) return;
  if (worked) say("idle");
  timer = setTimeout(start, pollMs, false);
}

/** Whether there was a message to take. */
async function takeOne() {
  let taken;
  try {
    const order = await database.transaction(async (run) => {
      [taken] = await run("take");
      if (!taken) return undefined;
      const packed = await pack(run, taken.body);
      await run("acknowledge", [taken.id]);
      return packed;
    });
    if (taken) say("acknowledged", { message: taken.id, order });
  } catch (error) {
    say("failed", { message: taken?.id, order: taken?.body?.order, code: error.code, error: error.message });
    if (taken) await database.transaction((run) => run("put-back", [taken.id]));
  }
  return taken !== undefined;
}

function start(busy) {
  working = work(busy);
}

async function pause() {
  paused = true;
  clearTimeout(timer);
  await working;
}

const control = createServer(async (request, response) => {
  if (request.url === "/pause") await pause();
  else if (request.url === "/resume" && paused) {
    paused = false;
    start(true);
  }
  response.end();
});

control.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () => {
  say("ready", { url: `http://127.0.0.1:${control.address().port}` });
  if (!paused) start(true);
});

whenToldToStop(async () => {
  await pause();
  control.closeAllConnections();
  await database.close();
});
