// One instance of one version: `node app.mjs v1 9101`. v2 has a mistake that one user in seven meets.
import { createServer } from "node:http";

const [version, port] = process.argv.slice(2);

createServer((request, response) => {
  const [, user = "0"] = /\bu-(\d+)/.exec(request.headers.cookie ?? "") ?? [];
  response.setHeader("content-type", "text/plain");
  if (request.url === "/up") response.end("ok\n");
  else if (version === "v2" && Number(user) % 7 === 0) response.writeHead(500).end("no price\n");
  else response.end(`hello from ${version}\n`);
}).listen(Number(port), "127.0.0.1", () => process.stdout.write(`${version} on http://127.0.0.1:${port}\n`));
