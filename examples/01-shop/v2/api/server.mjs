// The api. Environment: DATABASE_URL; PORT (default: a free one).
import { createServer } from "node:http";
import { openDatabase } from "../shared/database.mjs";
import { say, setting, whenToldToStop } from "../shared/process.mjs";
import { BadRequest } from "./requests.mjs";
import { routes } from "./routes.mjs";

const database = openDatabase(setting("DATABASE_URL"), new URL("sql-contract.json", import.meta.url));

const server = createServer(async (request, response) => {
  const [status, body] = await answer(request).catch(failure);
  response.writeHead(status, {
    "access-control-allow-origin": "*",
    ...(body === undefined ? {} : { "content-type": "application/json" }),
  });
  response.end(body === undefined ? undefined : JSON.stringify(body));
});

async function answer(request) {
  const { pathname } = new URL(request.url, "http://shop");
  for (const [method, path, handle] of routes) {
    const match = request.method === method && path.exec(pathname);
    if (match)
      return database.transaction((run) => handle(run, match.slice(1).map(decodeURIComponent), request));
  }
  return [404, { error: `there is no ${request.method} ${pathname}` }];
}

/** A client's mistake is a 400; what the database refuses is told with its SQLSTATE. */
function failure(error) {
  if (error instanceof BadRequest) return [400, { error: error.message }];
  say("failed", { code: error.code, error: error.message });
  return [500, { error: error.message, code: error.code }];
}

server.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () => {
  say("ready", { url: `http://127.0.0.1:${server.address().port}` });
});

whenToldToStop(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await database.close();
});
