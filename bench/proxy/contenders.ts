import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Contender, freePort, type Start, started, whyMissing } from "./contender.ts";

/** What is asked for: a kilobyte, from memory, by a server that costs little. */
export const origin: Start = {
  name: "origin",
  ...missing("nginx", "-v"),
  start: async (_, folder) => {
    const port = await freePort();
    return nginx(
      "origin",
      port,
      folder,
      `location / { default_type text/plain; return 200 "${"x".repeat(1_024)}"; }`,
    );
  },
};

export const peers: readonly Start[] = [
  {
    name: "http-proxy",
    start: async (originPort) => {
      const port = await freePort();
      const file = new URL("http-proxy.mjs", import.meta.url).pathname;
      return started("http-proxy", port, [process.execPath, file, String(port), String(originPort)]);
    },
  },
  {
    name: "HAProxy",
    ...missing("haproxy", "-v"),
    start: async (originPort, folder) => {
      const port = await freePort();
      const file = join(folder, "haproxy.cfg");
      writeFileSync(file, haproxyConfig(port, originPort));
      return started("HAProxy", port, ["haproxy", "-db", "-f", file]);
    },
  },
  {
    name: "NGINX",
    ...missing("nginx", "-v"),
    start: async (originPort, folder) => {
      const port = await freePort();
      const location = `location / { proxy_pass http://origin; proxy_http_version 1.1; proxy_set_header Connection ""; }`;
      return nginx("NGINX", port, folder, location, originPort);
    },
  },
  {
    name: "Caddy",
    ...missing("caddy", "version"),
    start: async (originPort, folder) => {
      const port = await freePort();
      const file = join(folder, "Caddyfile");
      const global = "{\n admin off\n auto_https off\n log {\n  level ERROR\n }\n}\n";
      writeFileSync(file, `${global}http://127.0.0.1:${port} {\n reverse_proxy 127.0.0.1:${originPort}\n}\n`);
      const env = { ...process.env, GOMAXPROCS: "1", XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
      return started("Caddy", port, ["caddy", "run", "--adapter", "caddyfile", "--config", file], env);
    },
  },
];

function missing(program: string, ...args: readonly string[]): { missing?: string } {
  const why = whyMissing(program, ...args);
  return why === undefined ? {} : { missing: why };
}

function haproxyConfig(port: number, originPort: number): string {
  return `global
  nbthread 1
  maxconn 4096
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
frontend in
  bind 127.0.0.1:${port}
  default_backend out
backend out
  server one 127.0.0.1:${originPort}
`;
}

async function nginx(
  name: string,
  port: number,
  folder: string,
  location: string,
  originPort?: number,
): Promise<Contender> {
  const home = join(folder, `nginx-${port}`);
  mkdirSync(home);
  const upstream =
    originPort === undefined ? "" : `upstream origin { server 127.0.0.1:${originPort}; keepalive 128; }`;
  writeFileSync(
    join(home, "nginx.conf"),
    `daemon off; worker_processes 1; pid ${home}/pid; error_log ${home}/error.log;
events { worker_connections 4096; }
http {
  access_log off; keepalive_requests 100000000;
  client_body_temp_path ${home}/body; proxy_temp_path ${home}/proxy; fastcgi_temp_path ${home}/fastcgi;
  uwsgi_temp_path ${home}/uwsgi; scgi_temp_path ${home}/scgi;
  ${upstream}
  server { listen 127.0.0.1:${port}; listen 127.0.0.2:${port}; ${location} }
}
`,
  );
  return started(name, port, ["nginx", "-p", home, "-c", join(home, "nginx.conf")]);
}
