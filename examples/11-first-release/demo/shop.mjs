import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { run, start, startControlPlane } from "./programs.mjs";

const lookEveryMs = 250;
/** One payment in a thousand gets no answer from its provider, whatever the version. */
const declined = "0.001";

/** Opens the shop at version 1.0.0, with customers, and tells the control plane what runs. */
export async function openShop({ folder, ports, narrator }) {
  narrator.chapter("The shop opens: version 1.0.0, 300 checkouts a second by 2,000 customers");
  const database = await start("database.mjs", {}, folder);
  const env = { SHOP_DATABASE: database, DECLINED: declined };
  const shop = new Shop({ folder, ports, narrator, env });
  await shop.deploy("activate", "db", "1.0.0");
  const api = await shop.deploy("deploy", "api", "1.0.0");
  const worker = await shop.deploy("deploy", "worker", "1.0.0");
  await shop.deploy("activate", "worker", "1.0.0");
  await startControlPlane(["--listen", `127.0.0.1:${ports.control}`], env, folder, (notice) =>
    shop.heard(notice),
  );
  await shop.crossfade("publish web@0.9.0 --from-dir versions/0.9.0");
  await shop.crossfade("publish --all --from-dir versions/1.0.0");
  await shop.crossfade("deployed db@1.0.0 --environment production --serving");
  await shop.crossfade(`deployed api@1.0.0 --environment production --endpoint ${api} --serving`);
  await shop.crossfade(`deployed worker@1.0.0 --environment production --endpoint ${worker} --serving`);
  await shop.crossfade("deployed web@0.9.0 --environment production --serving");
  await shop.crossfade("deployed web@1.0.0 --environment production --serving");
  shop.traffic = await start("traffic.mjs", { SHOP: `http://127.0.0.1:${ports.shop}` }, folder);
  await shop.until("customers are served", async () => {
    const { answered } = await shop.customers();
    return (answered["1.0.0"]?.checkouts ?? 0) > 200;
  });
  narrator.command("crossfade status", await shop.crossfade("status"));
  return shop;
}

class Shop {
  constructor({ folder, ports, narrator, env }) {
    Object.assign(this, {
      folder,
      ports,
      narrator,
      env,
      url: `http://127.0.0.1:${ports.control}`,
      troubles: [],
    });
  }

  heard(notice) {
    if (notice.kind === "trouble") this.narrator.say(`  ! ${notice.what}`);
  }

  /** Runs a command of crossfade, as one would type it; `exit` is the code that it has to end with. */
  async crossfade(line, { exit = 0, env = {} } = {}) {
    const { out, code } = await run("crossfade", words(line), {
      cwd: this.folder,
      env: { ...this.env, CROSSFADE_SERVER: this.url, NO_COLOR: "1", ...env },
    });
    if (code !== exit) throw new Error(`crossfade ${line} ended with ${code} instead of ${exit}:\n${out}`);
    return out;
  }

  async json(line, more) {
    return JSON.parse(await this.crossfade(`${line} --json`, more));
  }

  async trafficctl(line) {
    const { out, code } = await run("trafficctl", words(line), { cwd: this.folder, env: this.env });
    if (code !== 0) throw new Error(`trafficctl ${line} ended with ${code}:\n${out}`);
    return out;
  }

  /** The shop's own deployer, by hand: only for what ran before the control plane came. */
  async deploy(action, component, version) {
    const { execFile } = await import("node:child_process");
    const out = await new Promise((resolve, reject) =>
      execFile(
        process.execPath,
        [join(this.folder, "deploy.mjs"), action, component, version],
        { cwd: this.folder, env: { ...process.env, ...this.env } },
        (error, stdout, stderr) => (error ? reject(new Error(stderr)) : resolve(stdout)),
      ),
    );
    return JSON.parse(out).endpoints?.[0];
  }

  /** What the customers themselves have seen. */
  async customers() {
    return (await fetch(this.traffic)).json();
  }

  /** Looks until it is so; an error that names it when it takes too long. */
  async until(what, isSo, withinMs = 60_000) {
    for (const beganMs = performance.now(); ; await delay(lookEveryMs)) {
      const answer = await isSo();
      if (answer) return answer;
      if (performance.now() - beganMs > withinMs)
        throw new Error(`${what}: not within ${withinMs / 1_000} s`);
    }
  }
}

/** "a b 'c d'" as a shell would read it. */
function words(line) {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, one, two, three]) => one ?? two ?? three);
}
