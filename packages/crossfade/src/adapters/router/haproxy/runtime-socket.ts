import { createConnection } from "node:net";
import { CrossfadeError } from "@crossfade/core";
import { answersOf } from "./runtime-answers.ts";

export interface RuntimeSocketOptions {
  /** In errors. */
  readonly router: string;
  readonly path: string;
  /** One command line is answered by then. */
  readonly timeoutMs: number;
}

/** An answer beyond this is none of HAProxy's (10,000 pins are 1 MB). */
const maxAnswerBytes = 64 * 1_048_576;

/** HAProxy's runtime socket: one connection per line of commands. */
export class RuntimeSocket {
  readonly #options: RuntimeSocketOptions;

  constructor(options: RuntimeSocketOptions) {
    this.#options = options;
  }

  /**
   * Answers in the order of the commands, each a list of lines. CF_ROUTER_UNREACHABLE where it does not listen, is too
   * slow, or answers more or fewer commands than it was given.
   */
  async ask(commands: readonly string[]): Promise<readonly (readonly string[])[]> {
    const text = await this.#exchange(`${commands.join(";")}\n`);
    const answers = answersOf(text);
    if (answers.length !== commands.length) throw this.unreachable("its answer is incomplete");
    return answers;
  }

  /** A command with lines of its own behind it, such as entries of a map. Resolves to what it said, if anything. */
  async send(command: string, payload: readonly string[]): Promise<string> {
    return (await this.#exchange(`${command} <<\n${payload.join("\n")}\n\n`)).trim();
  }

  /** A variable of the process; the one command whose answer does not end in an empty line. */
  async variable(name: string): Promise<string> {
    return (await this.#exchange(`get var ${name}\n`)).trim();
  }

  #exchange(line: string): Promise<string> {
    const { path, timeoutMs } = this.#options;
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const socket = createConnection({ path });
      const fail = (why: string, cause?: unknown) => {
        clearTimeout(deadline);
        socket.destroy();
        reject(this.unreachable(why, cause));
      };
      const deadline = setTimeout(() => fail(`no answer within ${timeoutMs} ms`), timeoutMs);
      socket.on("data", (chunk) => {
        size += chunk.length;
        if (size > maxAnswerBytes) fail("its answer does not end");
        else chunks.push(chunk);
      });
      socket.on("error", (error: NodeJS.ErrnoException) =>
        fail(reasons[error.code ?? ""] ?? error.message, error),
      );
      socket.on("end", () => {
        clearTimeout(deadline);
        resolve(Buffer.concat(chunks).toString("utf8"));
      });
      socket.write(line);
    });
  }

  unreachable(why: string, cause?: unknown): CrossfadeError {
    const { router, path } = this.#options;
    return new CrossfadeError("CF_ROUTER_UNREACHABLE", { router, at: path, why }, { cause });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such socket",
  ECONNREFUSED: "nobody listens there",
  EACCES: "permission denied",
};
