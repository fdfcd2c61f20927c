import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** One line that a process of the shop says. */
export interface Said {
  readonly event: string;
  readonly url?: string;
  readonly order?: string;
  readonly error?: string;
  readonly code?: string;
  readonly [more: string]: unknown;
}

interface Waiter {
  readonly match: (said: Said) => boolean;
  readonly resolve: (said: Said) => void;
  readonly reject: (error: Error) => void;
}

/** Long enough for a PGlite on a busy machine. */
const deadlineMs = 90_000;
const running = new Set<Child>();

/** A process of the shop: started on a free port, heard line by line, and ended by whoever started it. */
export class Child {
  readonly #process: ChildProcess;
  readonly #script: string;
  readonly #said: Said[] = [];
  readonly #waiters = new Set<Waiter>();
  readonly #exited: Promise<number | null>;
  #stderr = "";
  #url = "";

  private constructor(script: string, env: Readonly<Record<string, string>>, args: readonly string[] = []) {
    this.#script = script;
    this.#process = spawn(process.execPath, [script, ...args], {
      env: { PATH: process.env.PATH, ATTACHED: "1", ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    running.add(this);
    this.#process.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr += text;
    });
    if (this.#process.stdout)
      createInterface({ input: this.#process.stdout }).on("line", (line) => this.#hear(line));
    this.#exited = new Promise((resolve) => {
      this.#process.once("close", (code) => {
        running.delete(this);
        for (const waiter of this.#waiters) waiter.reject(this.#error("it has ended"));
        resolve(code);
      });
    });
  }

  /** Starts a server and waits until it is ready. */
  static async serving(
    script: string,
    env: Readonly<Record<string, string>>,
    args: readonly string[] = [],
  ): Promise<Child> {
    const child = new Child(script, env, args);
    child.#url = (await child.event(({ event }) => event === "ready")).url ?? "";
    return child;
  }

  /** Runs a script to its end: what it said, and its exit code. */
  static async ran(
    script: string,
    env: Readonly<Record<string, string>>,
  ): Promise<{ said: readonly Said[]; code: number | null }> {
    const child = new Child(script, env);
    const code = await child.#exited;
    if (child.#said.length === 0) throw child.#error("it said nothing");
    return { said: child.#said, code };
  }

  /** The scripts of processes that nobody has ended. */
  static running(): readonly string[] {
    return [...running].map((child) => child.#script);
  }

  static async stopAll(): Promise<void> {
    await Promise.all([...running].map((child) => child.stop()));
  }

  get url(): string {
    return this.#url;
  }

  /** The first such line, said already or to come. */
  event(match: (said: Said) => boolean): Promise<Said> {
    const known = this.#said.find(match);
    return known ? Promise.resolve(known) : this.next(match);
  }

  /** The next such line to come. */
  next(match: (said: Said) => boolean): Promise<Said> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => waiter.reject(this.#error(`nothing for ${deadlineMs} ms`)), deadlineMs);
      const settle =
        <T>(done: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          done(value);
        };
      const waiter: Waiter = { match, resolve: settle(resolve), reject: settle(reject) };
      this.#waiters.add(waiter);
    });
  }

  async stop(): Promise<void> {
    this.#process.kill("SIGTERM");
    const code = await this.#exited;
    if (code !== 0) throw this.#error(`it ended with ${code ?? this.#process.signalCode}`);
  }

  #hear(line: string): void {
    const said = JSON.parse(line) as Said;
    this.#said.push(said);
    for (const waiter of this.#waiters) if (waiter.match(said)) waiter.resolve(said);
  }

  #error(why: string): Error {
    return new Error(
      `${this.#script}: ${why}\n${this.#said.map((each) => JSON.stringify(each)).join("\n")}\n${this.#stderr}`,
    );
  }
}
