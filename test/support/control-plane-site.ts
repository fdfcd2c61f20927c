import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished, vi } from "vitest";
import type { UpNotice } from "../../packages/crossfade/src/cli/control-ports.ts";
import { HttpControlApi } from "../../packages/crossfade/src/client/http-control-api.ts";
import type { ReleaseView, StepView } from "../../packages/crossfade/src/wire/views.ts";
import { freePorts } from "./background-program.ts";
import { layOut, type SiteOptions, sourcesOf, versionsOf } from "./control-plane-folder.ts";
import { freshDatabase, hasPostgres } from "./postgres.ts";
import { program } from "./program.ts";
import { type RunningVersion, runningVersions } from "./served-versions.ts";
import { siteHaproxy } from "./site-haproxy.ts";
import { SiteUsers } from "./site-users.ts";
import { ended } from "./traffic-site.ts";

/** What is waited for comes within it, or never. */
const comesWithinMs = 60_000;
// A test begins with six programs; on a machine that does other things, too, each of them takes its time.
vi.setConfig({ testTimeout: 150_000 });

let hasServer: Promise<boolean> | undefined;

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `crossfade up` in a folder of its own, the embedded router, real versions behind it, real users in front: all processes. */
export class ControlPlaneSite {
  readonly folder = mkdtempSync(join(tmpdir(), "crossfade-up-"));
  readonly notices: UpNotice[] = [];
  users!: SiteUsers;
  url = "";
  shop = "";
  readonly #options: SiteOptions;
  readonly #programs = { crossfade: program(), trafficctl: program("trafficctl") };
  readonly #ups: ChildProcess[] = [];
  readonly #stop = new AbortController();
  #databaseUrl: string | undefined;
  #dropDatabase = async (): Promise<void> => {};
  #endRouter = async (): Promise<void> => {};

  private constructor(options: SiteOptions) {
    this.#options = options;
  }

  /** Resolves when the control plane serves, knows every version, and the first of each has everybody. */
  static async open(options: SiteOptions = {}): Promise<ControlPlaneSite> {
    const site = new ControlPlaneSite(options);
    onTestFinished(() => site.#close());
    const [shop = 0, control = 0] = await freePorts(2);
    site.shop = `http://127.0.0.1:${shop}/`;
    site.url = `http://127.0.0.1:${control}`;
    site.users = new SiteUsers(site.shop);
    layOut(site.folder, options, shop);
    await site.#chooseStore();
    await (options.isBehindHaproxy
      ? site.#beginBehindHaproxy()
      : Promise.all([site.up(), site.#deployFirst()]));
    await site.#tellWhatRuns();
    return site;
  }

  get api(): HttpControlApi {
    return this.apiOf(this.token);
  }

  /** The first one, of an admin. */
  get token(): string {
    return readFileSync(join(this.folder, ".crossfade/control/admin-token"), "utf8").trim();
  }

  /** Those that were started, oldest first. */
  get replicas(): readonly ChildProcess[] {
    return this.#ups;
  }

  apiOf(token: string, url = this.url): HttpControlApi {
    return new HttpControlApi(
      { server: url, token, version: "0.0.0" },
      { firstRetryMs: 20, longestRetryMs: 100, silentMs: 30_000 },
    );
  }

  /** Starts `crossfade up`; another one at another address is a second replica. Resolves when it serves. */
  async up({ url = this.url, more = [] as readonly string[] } = {}): Promise<ChildProcess> {
    const [node = "", ...rest] = this.#programs.crossfade;
    const args = [...rest, "up", "--listen", url.replace("http://", ""), "--json", ...more];
    const child = spawn(node, args, { cwd: this.folder, env: this.#env, stdio: ["ignore", "pipe", "pipe"] });
    this.#ups.push(child);
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk;
    });
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        // An error is JSON of several lines.
        if (!line.startsWith('{"upSchema"')) {
          said += line;
          return;
        }
        const notice = JSON.parse(line) as UpNotice;
        this.notices.push(notice);
        if (notice.kind === "serving") resolve();
      });
      child.once("exit", (code) => reject(new Error(`crossfade up has ended with ${code}: ${said}`)));
    });
    return child;
  }

  /** The one that was started last ends so. */
  async endUp(signal: "SIGKILL" | "SIGTERM" | "SIGINT", child = this.#ups.at(-1)): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  }

  /** One run of `crossfade`, as one would type it; it has to succeed. */
  async crossfade(line: string, token?: string): Promise<string> {
    const { status, stdout, stderr } = await this.tryCrossfade(line, token);
    if (status !== 0) throw new Error(`crossfade ${line} ended with ${status}:\n${stdout}${stderr}`);
    return stdout;
  }

  /** Planned and started: it goes as far as it may. */
  async begin(release: string, ...to: readonly string[]): Promise<void> {
    await this.create(release, ...to);
    await this.crossfade(`release start ${release}`);
  }

  create(release: string, ...to: readonly string[]): Promise<string> {
    const targets = to.map((each) => `--to ${each}`).join(" ");
    return this.crossfade(`release create --id ${release} --environment production ${targets}`);
  }

  tryCrossfade(line: string, token?: string): Promise<Ran> {
    const more = token === undefined ? {} : { CROSSFADE_TOKEN: token };
    return this.#run(this.#programs.crossfade, line, more);
  }

  trafficctl(line: string): Promise<Ran> {
    return this.#run(this.#programs.trafficctl, line, {});
  }

  /** A token of somebody who approves in these roles. */
  async approver(person: string, ...roles: readonly string[]): Promise<string> {
    const approves = roles.map((role) => `--approves ${role}`).join(" ");
    const line = `token create --person ${person} --role approver --environment production ${approves} --json`;
    return (JSON.parse(await this.crossfade(line)) as { token: string }).token;
  }

  /** The release as soon as it is so. It is asked for on the stream that everybody can watch. */
  async until(
    release: string,
    isIt: (view: ReleaseView) => boolean,
    api: HttpControlApi = this.api,
  ): Promise<ReleaseView> {
    let last: ReleaseView | undefined;
    const late = AbortSignal.timeout(comesWithinMs);
    for await (const seen of api.watch(release, AbortSignal.any([late, this.#stop.signal]))) {
      if (seen.kind !== "release") continue;
      last = seen.view;
      if (isIt(last)) return last;
    }
    const steps = last?.stages
      .flat()
      .map(({ id, state, now, notes, rung }) => ({ id, state, now, notes, rung }));
    const { phase, hold, undo } = last ?? {};
    throw new Error(`it never came to that: ${JSON.stringify({ phase, hold, undo, steps }, null, 1)}`);
  }

  /** So many of a hundred users, or more, are given the newer version by this release. */
  atPercent(release: string, percent: number): Promise<ReleaseView> {
    return this.until(
      release,
      (view) => (rungOf(view)?.weight ?? (isEnded(view) ? 10_000 : 0)) >= percent * 100,
    );
  }

  /** What the deployer was asked to do, in order. */
  orders(): readonly string[] {
    return readFileSync(join(this.folder, "orders"), "utf8").split("\n").filter(Boolean);
  }

  running(version: string): RunningVersion {
    const found = runningVersions(this.folder).get(version);
    if (found === undefined) throw new Error(`${version} does not run`);
    return found;
  }

  /** Requests that an instance itself has had, but those for its health. */
  async seenBy(version: string): Promise<number> {
    return Number(await (await fetch(`${this.running(version).url}/seen`)).text());
  }

  get #env(): NodeJS.ProcessEnv {
    const { DATABASE_URL: _, CROSSFADE_TOKEN: __, ...env } = process.env;
    return {
      ...env,
      CROSSFADE_SERVER: this.url,
      NO_COLOR: "1",
      ...(this.#databaseUrl === undefined ? {} : { DATABASE_URL: this.#databaseUrl }),
    };
  }

  #run([node = "", ...rest]: readonly string[], line: string, more: Record<string, string>): Promise<Ran> {
    const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
    const env = { ...this.#env, ...more };
    return ended(
      spawn(node, [...rest, ...words], { cwd: this.folder, env, stdio: ["ignore", "pipe", "pipe"] }),
    );
  }

  async #chooseStore(): Promise<void> {
    const { store } = this.#options;
    if (typeof store === "object") this.#databaseUrl = store.url;
    hasServer ??= hasPostgres();
    if (store !== undefined || !(await hasServer)) return;
    const { url, drop } = await freshDatabase();
    this.#databaseUrl = url;
    this.#dropDatabase = drop;
  }

  async #beginBehindHaproxy(): Promise<void> {
    await this.#deployFirst(Number.POSITIVE_INFINITY);
    this.#endRouter = await siteHaproxy(this.folder, this.#env, this.#programs.crossfade);
    await this.up();
  }

  /** What ran before the control plane came, the first versions of each component: deployed by hand. */
  async #deployFirst(count = 1): Promise<void> {
    const first = Object.entries(versionsOf(this.#options)).flatMap(([component, labels]) =>
      labels.slice(0, count).map((label) => [component, label]),
    );
    for (const words of first) {
      const args = ["deploy.mjs", "deploy", ...words];
      const { status, stderr } = await ended(spawn(process.execPath, args, { cwd: this.folder }));
      if (status !== 0) throw new Error(stderr);
    }
    writeFileSync(join(this.folder, "orders"), "");
  }

  async #tellWhatRuns(): Promise<void> {
    const folders = Object.keys(sourcesOf(this.#options));
    const serving = Object.entries(versionsOf(this.#options)).map(
      ([component, [label = ""]]) => `${component}@${label}`,
    );
    await Promise.all([
      ...folders.map((name) => this.crossfade(`publish --all --from-dir versions/${name}`)),
      ...serving.map((id) => {
        const { url } = this.running(id);
        return this.crossfade(`deployed ${id} --environment production --endpoint ${url} --serving`);
      }),
    ]);
    await vi.waitFor(
      async () => {
        const { status, label } = await this.users.ask("first");
        if (status !== 200) throw new Error(`the router answers ${status}, by ${label}`);
      },
      { timeout: comesWithinMs, interval: 20 },
    );
    this.users.dropped.length = 0;
    this.users.answered.length = 0;
  }

  async #close(): Promise<void> {
    this.#stop.abort();
    await this.users.stop();
    await this.#endRouter();
    for (const child of this.#ups) await this.endUp("SIGKILL", child);
    for (const { pid } of runningVersions(this.folder).values()) killed(pid);
    for (const notice of this.notices)
      if (notice.kind === "proxy" && notice.notice.kind === "serving") killed(notice.notice.pid);
    await this.#dropDatabase();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The step whose users are watched, if there is one. */
function rungOf(view: ReleaseView): StepView["rung"] {
  return view.stages.flat().find(({ rung }) => rung !== undefined)?.rung;
}

function isEnded(view: ReleaseView): boolean {
  return view.stages.flat().some(({ id, state }) => id.startsWith("end api@") && state === "done");
}

export function stepOf(view: ReleaseView, id: string): StepView {
  const found = view.stages.flat().find((each) => each.id === id);
  if (found === undefined)
    throw new Error(`there is no step ${id}, but ${view.stages.flat().map((each) => each.id)}`);
  return found;
}

function killed(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
