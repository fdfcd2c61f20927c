// The api at one version: `node app.mjs 1.9.4 9101`; without a port it takes a free one. It says where it answers.
import { createServer } from "node:http";

const [version, port = "0"] = process.argv.slice(2);
const prices = version === "1.9.4" ? { mug: 1200 } : { mug: 1200, print: 2500 };

const server = createServer((request, response) => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(request.url === "/up" ? { up: true } : prices));
});
server.listen(Number(port), "127.0.0.1", () => {
  process.stdout.write(`api ${version} on http://127.0.0.1:${server.address().port}\n`);
});
