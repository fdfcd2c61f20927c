import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { program } from "../../test/support/program.ts";
import { type Contender, freePort, listens, type Start, stopped } from "./contender.ts";

/** Ours, as one starts it: users by cookie, two versions with half of the users each, a pin, evidence, health checks. */
export const embedded: Start = {
  name: "embedded proxy",
  start: async (originPort, folder): Promise<Contender> => {
    const port = await freePort();
    const home = join(folder, "embedded");
    mkdirSync(home);
    writeFileSync(join(home, "crossfade.yaml"), configOf(port, originPort));
    const [command = process.execPath, ...args] = program();
    const child = spawn(command, [...args, "proxy", "--config", join(home, "crossfade.yaml")], {
      cwd: home,
      stdio: ["ignore", "ignore", "inherit"],
    });
    await listens(port, "the embedded proxy");
    const socket = join(home, ".crossfade/edge/admin.sock");
    const { pid } = (await asked(socket, "GET", "/v1/process")) as { pid: number };
    await halved(socket);
    return { name: embedded.name, url: `http://127.0.0.1:${port}/`, pid, stop: () => stopped(child) };
  },
};

function configOf(port: number, originPort: number): string {
  return `system: bench
components: { app: { kind: service, paths: [app/] }, web: { kind: web, paths: [web/] } }
links: [{ from: web, to: app, http: app/openapi.yaml }]
routers:
  edge:
    kind: embedded
    listen: 127.0.0.1:${port}
    routes: [{ path: /, to: app }]
    userKey: cookie:uid
    upstreams: { app: { v1: ["http://127.0.0.1:${originPort}"], v2: ["http://127.0.0.2:${originPort}"] } }
`;
}

interface Reading {
  readonly state: {
    generation: number;
    components: { app: Record<string, unknown> & { versions: object[] } };
  };
}

/** Half of the users each, and one who is pinned: everything that a canary costs. */
async function halved(socket: string): Promise<void> {
  const { state } = (await asked(socket, "GET", "/v1/reading")) as Reading;
  const { app } = state.components;
  const split = [
    { from: 0, to: 5_000, label: "v2" },
    { from: 5_000, to: 10_000, label: "v1" },
  ];
  const versions = app.versions.map((version) => ({ ...version, stage: "active" }));
  const components = { app: { ...app, versions, split, userPins: { "u-17": "v2" } } };
  await asked(socket, "PUT", "/v1/state", { ...state, generation: state.generation + 1, components });
}

async function asked(socketPath: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const asking = request({ socketPath, method, path, headers: { "content-type": "application/json" } });
  asking.end(body === undefined ? undefined : JSON.stringify(body));
  const [answer] = await once(asking, "response");
  let text = "";
  for await (const chunk of answer) text += chunk;
  if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}
