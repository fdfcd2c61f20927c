// The host in front of the shop. Environment, each as far as it is to be served: PAGE (folder with index.html), ASSETS
// (folder of uploads), FRAME (folder of the checkout frame), FLAGS (file of flags, read anew for each request), API (where
// all else goes); PORT (default: a free one).
import { readFile } from "node:fs/promises";
import { createServer, request as forward } from "node:http";
import { extname, join } from "node:path";
import { say, whenToldToStop } from "../v1/shared/process.mjs";
import { flagsFor } from "./flag-file.mjs";

const { PAGE, ASSETS, FRAME, FLAGS, API, PORT } = process.env;
const types = { ".html": "text/html", ".js": "text/javascript", ".json": "application/json" };

const server = createServer((request, response) => {
  serve(request, response).catch((error) => {
    response.writeHead(502);
    response.end(error.message);
  });
});

async function serve(request, response) {
  const { pathname, searchParams } = new URL(request.url, "http://shop");
  if (pathname === "/flags.json" && FLAGS) {
    const flags = flagsFor(await readFile(FLAGS, "utf8"), searchParams.get("user") ?? "");
    return send(response, 200, ".json", JSON.stringify(flags));
  }
  const file = fileOf(pathname);
  if (file !== undefined)
    return readFile(file).then(
      (content) => send(response, 200, extname(file), content),
      () => send(response, 404, ".html", "there is no such file"),
    );
  if (API) return pass(request, response);
  send(response, 404, ".html", "nothing is served here");
}

function fileOf(pathname) {
  if (!/^\/([\w.-]+\/)*[\w.-]*$/.test(pathname) || pathname.includes("..")) return undefined;
  const path = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
  if (pathname.startsWith("/assets/")) return ASSETS && join(ASSETS, path);
  if (pathname.startsWith("/checkout-frame/"))
    return FRAME && join(FRAME, path.slice("/checkout-frame".length));
  return path === "/index.html" ? PAGE && join(PAGE, path) : undefined;
}

function send(response, status, extension, content) {
  response.writeHead(status, { "content-type": types[extension] ?? "application/octet-stream" });
  response.end(content);
}

function pass(request, response) {
  return new Promise((resolve, reject) => {
    const { method, headers, url } = request;
    const onward = forward(new URL(url, API), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response).on("close", resolve);
    });
    onward.on("error", reject);
    request.pipe(onward);
  });
}

server.listen(Number(PORT ?? 0), "127.0.0.1", () => {
  say("ready", { url: `http://127.0.0.1:${server.address().port}` });
});

whenToldToStop(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});
