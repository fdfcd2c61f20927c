import type { Worker } from "node:worker_threads";
import type { Answer, Question, Validator } from "@crossfade/core";

export interface ValidatorPoolOptions {
  /** Starts one worker that runs validator.ts. */
  readonly startWorker: () => Worker;
  /**
   * For one question, counted from when a worker takes it up, in processor time: a busy machine must not turn an answer
   * into an unknown. In time on the clock it is `patience` times as much at most.
   */
  readonly deadlineMs?: number;
  /** Time for a new worker to load its validators. */
  readonly startDeadlineMs?: number;
  readonly workers?: number;
}

interface Job {
  readonly question: Question;
  readonly done: (answer: Answer) => void;
}

/** One worker and the one question it has in hand. */
interface Desk {
  readonly worker: Worker;
  ready: boolean;
  job: Job | undefined;
  timer: NodeJS.Timeout | undefined;
}

const patience = 15;

/** Workers that keep failing to start are not started for ever. */
const failedStartLimit = 3;

/** A Validator that never hangs: whoever misses the deadline is terminated, and the question is answered `unknown`. */
export class ValidatorPool implements Validator {
  readonly #options: Required<ValidatorPoolOptions>;
  readonly #queue: Job[] = [];
  readonly #desks = new Set<Desk>();
  #failedStarts = 0;
  #closed = false;

  constructor(options: ValidatorPoolOptions) {
    this.#options = { deadlineMs: 1_000, startDeadlineMs: 20_000, workers: 1, ...options };
  }

  async validate(questions: readonly Question[]): Promise<readonly Answer[]> {
    const answers = questions.map(
      (question) => new Promise<Answer>((done) => this.#queue.push({ question, done })),
    );
    this.#assign();
    return Promise.all(answers);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#queue.splice(0)) job.done(unknown("the validator was closed"));
    await Promise.all([...this.#desks].map((desk) => this.#dismiss(desk, "the validator was closed")));
  }

  #assign(): void {
    if (this.#closed || this.#failedStarts >= failedStartLimit) {
      const why = this.#closed ? "the validator was closed" : "the validator could not be started";
      for (const job of this.#queue.splice(0)) job.done(unknown(why));
      return;
    }
    for (const desk of this.#desks) if (desk.ready && !desk.job) this.#take(desk);
    const starting = [...this.#desks].filter((desk) => !desk.ready).length;
    const wanted = Math.min(this.#options.workers, this.#desks.size - starting + this.#queue.length);
    while (this.#desks.size < wanted) this.#open();
  }

  #open(): void {
    const worker = this.#options.startWorker();
    const desk: Desk = { worker, ready: false, job: undefined, timer: undefined };
    this.#desks.add(desk);
    desk.timer = setTimeout(() => this.#failStart(desk), this.#options.startDeadlineMs);
    worker.on("message", (message: { ready?: true; answer?: Answer }) => this.#hear(desk, message));
    worker.on("error", (error) => void this.#leave(desk, `the validator failed: ${error.message}`));
    worker.on("exit", () => void this.#leave(desk, "the validator stopped"));
  }

  #hear(desk: Desk, message: { ready?: true; answer?: Answer }): void {
    clearTimeout(desk.timer);
    if (message.ready) {
      desk.ready = true;
      this.#failedStarts = 0;
    } else if (message.answer) {
      desk.job?.done(message.answer);
      desk.job = undefined;
    }
    if (!desk.job) desk.worker.unref();
    this.#assign();
  }

  #take(desk: Desk): void {
    const job = this.#queue.shift();
    if (!job) return;
    desk.job = job;
    desk.worker.ref();
    this.#watch(desk, process.cpuUsage(), patience);
    try {
      desk.worker.postMessage({ id: 0, question: job.question });
    } catch (error) {
      clearTimeout(desk.timer);
      desk.job = undefined;
      job.done(unknown(`the question cannot be sent to the validator: ${String(error)}`));
      this.#take(desk);
    }
  }

  /** Looks again after each deadline until the question has had that much of the processor, or patience ends. */
  #watch(desk: Desk, since: NodeJS.CpuUsage, looks: number): void {
    const { deadlineMs } = this.#options;
    desk.timer = setTimeout(() => {
      const { user, system } = process.cpuUsage(since);
      const spentMs = (user + system) / 1_000;
      if (looks <= 1 || spentMs >= deadlineMs) void this.#leave(desk, "deadline");
      else this.#watch(desk, since, looks - 1);
    }, deadlineMs);
  }

  #failStart(desk: Desk): void {
    void this.#leave(desk, "the validator did not start in time");
  }

  /** A worker is lost or late: its question is answered, and another worker takes its place. */
  async #leave(desk: Desk, why: string): Promise<void> {
    if (!this.#desks.has(desk)) return;
    if (!desk.ready) this.#failedStarts++;
    const gone = this.#dismiss(desk, why);
    this.#assign();
    await gone;
  }

  async #dismiss(desk: Desk, why: string): Promise<void> {
    this.#desks.delete(desk);
    clearTimeout(desk.timer);
    desk.job?.done(unknown(why));
    desk.job = undefined;
    await desk.worker.terminate();
  }
}

function unknown(why: string): Answer {
  return { kind: "unknown", why };
}
