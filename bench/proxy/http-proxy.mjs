// The peer http-proxy at its best: one agent that keeps connections to the origin.
import { Agent } from "node:http";
import httpProxy from "http-proxy";

const [listen, origin] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const proxy = httpProxy.createProxyServer({ target: `http://127.0.0.1:${origin}`, agent });
proxy.on("error", (_, __, response) => response.writeHead?.(502).end());
proxy.listen(Number(listen), "127.0.0.1");
