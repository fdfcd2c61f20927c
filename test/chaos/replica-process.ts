import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { JournalEntry, ReleaseProgress, ReleaseSpec } from "@crossfade/core";

interface Message {
  readonly ready?: true;
  readonly begun?: string;
  readonly answer?: Answer;
  /** The question that it answers. */
  readonly to?: number;
}

export interface Answer {
  readonly progress?: ReleaseProgress;
  readonly journal?: readonly JournalEntry[];
}

/** A replica that can be killed, or put to sleep, in the middle of a deed. */
export class ReplicaProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer | undefined) => void>();
  #asked = 0;
  readonly ready: Promise<unknown>;

  constructor(env: NodeJS.ProcessEnv, onDeed: (replica: ReplicaProcess, kind: string) => void) {
    this.#child = fork(new URL("replica.ts", import.meta.url), [], {
      env: { ...process.env, ...env },
      execArgv: ["--conditions=crossfade-source", "--import", import.meta.resolve("tsx")],
    });
    this.ready = new Promise((done, fail) => {
      this.#child.once("exit", () => {
        for (const id of this.#waiting.keys()) this.#answered(id, undefined);
      });
      this.#child.once("exit", (code) => fail(new Error(`a replica ended with ${code} before it was ready`)));
      this.#child.on("message", (message: Message) => {
        if (message.ready === true) done(undefined);
        if (message.begun !== undefined) onDeed(this, message.begun);
        if (message.to !== undefined) this.#answered(message.to, message.answer);
      });
    });
    // Whoever is killed while it starts is waited for by nobody.
    this.ready.catch(() => {});
  }

  #answered(id: number, answer: Answer | undefined): void {
    this.#waiting.get(id)?.(answer);
    this.#waiting.delete(id);
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Undefined where it dies before it answers. */
  async ask(question: { readonly begin?: ReleaseSpec; readonly read?: string }): Promise<Answer | undefined> {
    if (!this.isAlive) return undefined;
    const id = ++this.#asked;
    const answered = new Promise<Answer | undefined>((done) => this.#waiting.set(id, done));
    this.#child.send({ ...question, id }, () => {});
    return answered;
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (!this.isAlive) return;
    const gone = once(this.#child, "exit");
    this.#child.kill(signal);
    if (signal !== "SIGKILL") this.#child.kill("SIGCONT");
    await gone;
  }
}
