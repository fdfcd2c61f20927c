import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Worker, type WorkerOptions } from "node:worker_threads";

const fromSource = import.meta.url.endsWith(".ts");
const sources = { proxy: "../proxy/proxy.ts", validator: "../worker/validator.ts" };

/** Built, every entry lies beside this file as dist/<name>.js; from source (tests, `npm run dev`) it is a .ts file that tsx loads. */
function urlOf(name: keyof typeof sources): URL {
  return new URL(fromSource ? sources[name] : `./${name}.js`, import.meta.url);
}

/** A fresh embedded database, packed, that lies beside the built programs; from source there is none. */
export function databaseTemplate(): string {
  return fileURLToPath(new URL("./database.tar.gz", import.meta.url));
}

/** Node 20 ignores --import in a worker's execArgv, so from source the worker registers tsx itself. */
export function startWorker(name: keyof typeof sources, options: WorkerOptions): Worker {
  if (!fromSource) return new Worker(urlOf(name), options);
  const tsx = JSON.stringify(import.meta.resolve("tsx/esm/api"));
  const code = `import { register } from ${tsx}; register(); await import(${JSON.stringify(urlOf(name).href)});`;
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), {
    ...options,
    execArgv: ["--conditions=crossfade-source"],
  });
}

/** The same program in a process of its own, with this Node. */
export function startProcess(
  name: keyof typeof sources,
  args: readonly string[],
  options: SpawnOptions,
): ChildProcess {
  const loader = fromSource
    ? ["--conditions=crossfade-source", "--import", import.meta.resolve("tsx")]
    : ["--enable-source-maps"];
  return spawn(process.execPath, [...loader, fileURLToPath(urlOf(name)), ...args], options);
}
