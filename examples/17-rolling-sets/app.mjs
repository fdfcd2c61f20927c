// One instance of one version: `node app.mjs 1 9301`. It answers /up when it is healthy, and anything else with a line.
import { createServer } from "node:http";

const [version, port] = process.argv.slice(2);

createServer((request, response) => {
  response.setHeader("content-type", "text/plain");
  response.end(request.url === "/up" ? "ok\n" : `hello from version ${version}\n`);
}).listen(Number(port), "127.0.0.1", () =>
  process.stdout.write(`version ${version} on http://127.0.0.1:${port}\n`),
);
