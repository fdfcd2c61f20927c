// The worker: packs what was ordered. Environment: SHOP_DATABASE; PORT (default: a free one) for POST /pause and /resume;
// PAUSED=1 starts it paused.
import { createServer } from "node:http";
import { openDatabase } from "../lib/database.mjs";
import { say, whenToldToStop } from "../lib/process.mjs";

const database = openDatabase(new URL("sql-contract.json", import.meta.url));
const pollMs = 100;
let isPaused = process.env.PAUSED === "1";
let isEnding = false;
let idle = Promise.resolve();
let timer;

async function work() {
  if (isPaused || isEnding) return;
  try {
    // A batch at a time: taken, packed and acknowledged in one statement.
    while (!isPaused && !isEnding && (await database.run("pack")).length > 0);
  } catch (error) {
    say("failed", { error: error.message });
  }
  if (!isPaused && !isEnding) timer = setTimeout(begin, pollMs);
}

function begin() {
  idle = work();
}

async function pause() {
  isPaused = true;
  clearTimeout(timer);
  await idle;
}

const control = createServer(async (request, response) => {
  if (request.url === "/up") await database.run("up");
  else if (request.method === "POST" && request.url === "/pause") await pause();
  else if (request.method === "POST" && request.url === "/resume" && isPaused) {
    isPaused = false;
    begin();
  }
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ isPaused }));
});

control.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () => {
  say("ready", { url: `http://127.0.0.1:${control.address().port}` });
  if (!isPaused) begin();
});

whenToldToStop(async () => {
  isEnding = true;
  await pause();
  control.close();
  control.closeAllConnections();
  await database.close();
});
