// A server that answers with its label, and tells its parent when the last request came to it.
import { createServer } from "node:http";

const [label = "v1"] = process.argv.slice(2);
let requests = 0;
let lastMs = 0;
const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  requests++;
  lastMs = performance.timeOrigin + performance.now();
  request.resume();
  response.writeHead(200, { "content-type": "text/plain", "content-length": label.length });
  response.end(label);
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: server.address().port }));
process.on("message", () => process.send?.({ requests, lastMs }));
process.on("disconnect", () => process.exit());
