import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { BackgroundPrograms, freePorts } from "./background-program.ts";
import { exampleRepository, quietGit } from "./example-repository.ts";
import { endProcessesOf } from "./processes-of.ts";
import { program } from "./program.ts";

/**
 * A page whose commands are real. What stands below `$ COMMAND` in a fenced block ```console is what the command prints;
 * an exit code other than 0 stands behind the word: ```console exit=1. Besides `crossfade` and `trafficctl`, `cat`, `cd`,
 * `curl`, `git` and `node` run.
 * Commands run where the page lies if that is an example, else at the root of the repository, or, after a line
 * `<!-- repository: examples/02-backend-first -->`, in a git repository with the example's versions as its commits:
 * each is tagged with its version but for the last, which is HEAD. There, `<!-- write: PATH -->` before a fenced block
 * writes that block into the work tree, and
 * `<!-- remove: PATH -->` takes a file out of it.
 *
 * A page that shows programs at work begins with `<!-- running: examples/10-traffic-by-hand 8080 9101 -->`: it runs in a copy
 * of that folder in which free ports stand for those that are named, there and in its commands; what is printed has the
 * named ones again. A command that ends with ` &` goes on until the page does; `<!-- until: TEXT -->` before its block says
 * which of its lines is the last one that is shown and waited for. Every process is number 4711. After
 * `<!-- moments vary -->` every moment is the same one, and the copy lies in /shop.
 */
export interface Rewritten {
  /** The page with what its commands print now. */
  readonly text: string;
  readonly commands: number;
}

const root = resolve(import.meta.dirname, "../..");
const programs = ["crossfade", "trafficctl"] as const;
const allowed = [...programs, "cat", "curl", "git", "node"];

/** Runs all commands of a page, in order. `path` is relative to the root of the repository. */
export async function rewrite(path: string, text: string): Promise<Rewritten> {
  const session = new Session(path);
  try {
    return await session.rewrite(text);
  } finally {
    await session.close();
  }
}

class Session {
  readonly #page: string;
  readonly #scratch = mkdtempSync(join(tmpdir(), "crossfade-transcript-"));
  #folder: string;
  #repository: string | undefined;
  #commands = 0;
  readonly #background = new BackgroundPrograms();
  #isSteady = false;
  /** Named port to the free one that stands for it. */
  #ports: ReadonlyMap<string, string> = new Map();

  constructor(page: string) {
    this.#page = page;
    this.#folder = page.startsWith("examples/") ? join(root, dirname(page)) : root;
    mkdirSync(join(this.#scratch, "bin"));
    for (const name of programs) {
      const bin = join(this.#scratch, "bin", name);
      writeFileSync(bin, `#!/bin/sh\nexec ${program(name).map(quoted).join(" ")} "$@"\n`);
      chmodSync(bin, 0o755);
    }
  }

  async close(): Promise<void> {
    try {
      await this.#background.endAll();
    } finally {
      endProcessesOf(this.#scratch);
      rmSync(this.#scratch, { recursive: true });
    }
  }

  async rewrite(text: string): Promise<Rewritten> {
    const lines = text.split("\n");
    const written: string[] = [];
    let target: string | undefined;
    let until: string | undefined;
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at] as string;
      const [, directive, value = ""] = /^<!-- (repository|write|remove): (\S+) -->$/.exec(line) ?? [];
      if (directive === "repository") this.#open(value);
      if (directive === "write") target = value;
      if (directive === "remove") rmSync(this.#inRepository(value));
      const [, running] = /^<!-- running: (\S+(?: \d+)+) -->$/.exec(line) ?? [];
      if (running !== undefined) await this.#copy(running.split(" "));
      until = /^<!-- until: (.+) -->$/.exec(line)?.[1] ?? until;
      if (line === "<!-- moments vary -->") this.#isSteady = true;
      written.push(line);
      if (!line.startsWith("```")) continue;
      const end = lines.indexOf("```", at + 1);
      if (end < 0) throw new Error(`${this.#page}:${at + 1}: this block has no end`);
      const body = lines.slice(at + 1, end);
      if (target !== undefined) this.#write(target, `${body.join("\n")}\n`);
      if (/^```console\b/.test(line)) {
        written.splice(-1, 1, ...(await this.#block(body, until)));
        until = undefined;
      } else written.push(...body);
      written.push("```");
      target = undefined;
      at = end;
    }
    const result = written.join("\n");
    if (result.includes(this.#scratch) || result.includes(root))
      throw new Error(`${this.#page}: a path of this machine is in the output`);
    return { text: result, commands: this.#commands };
  }

  /** The block's opening line and what its commands print. */
  async #block(body: readonly string[], until: string | undefined): Promise<readonly string[]> {
    const commands = body.filter((line) => line.startsWith("$ "));
    if (commands.length === 0) throw new Error(`${this.#page}: a console block without a command`);
    let exit = 0;
    const parts: string[] = [];
    for (const line of commands) {
      const { output, status } = await this.#run(line.slice(2), until);
      exit = status;
      parts.push(output === "" ? line : `${line}\n${output.replace(/\n*$/, "\n")}`);
    }
    return [`\`\`\`console${exit === 0 ? "" : ` exit=${exit}`}`, ...parts.join("\n").trimEnd().split("\n")];
  }

  async #run(line: string, until: string | undefined): Promise<{ output: string; status: number }> {
    const [word = "", target = ""] = line.split(" ");
    if (word === "cd") {
      this.#folder = resolve(this.#folder, target);
      return { output: "", status: 0 };
    }
    if (!allowed.includes(word)) throw new Error(`${this.#page}: \`${line}\` is not run in a transcript`);
    this.#commands++;
    const command = renamed(line, this.#ports);
    const shown = new Map([...this.#ports].map(([named, free]) => [free, named]));
    const place = {
      cwd: this.#folder,
      env: {
        TZ: "UTC",
        PATH: `${join(this.#scratch, "bin")}:${process.env.PATH}`,
        HOME: this.#scratch,
        ...quietGit,
        ...this.#controlPlane(),
      },
    };
    if (command.endsWith(" &")) {
      if (until === undefined)
        throw new Error(`${this.#page}: \`${line}\` needs <!-- until: TEXT --> before it`);
      const said = await this.#background.start({
        ...place,
        command: command.slice(0, -2),
        until: renamed(until, this.#ports),
      });
      const output = renamed(said, shown).replace(/\(process \d+\)/g, "(process 4711)");
      return { output: this.#steady(output), status: 0 };
    }
    const { stdout, status, error } = spawnSync("bash", ["-c", `${command} 2>&1`], {
      ...place,
      encoding: "utf8",
      timeout: 60_000,
    });
    if (error) throw error;
    return { output: this.#steady(renamed(stdout, shown)), status: status ?? -1 };
  }

  /** Where commands look for it by themselves, as long as it has the usual port. */
  #controlPlane(): NodeJS.ProcessEnv {
    const port = this.#ports.get("7717");
    return port === undefined ? {} : { CROSSFADE_SERVER: `http://127.0.0.1:${port}` };
  }

  #steady(output: string): string {
    return this.#isSteady ? steady(output.replaceAll(this.#folder, "/shop")) : output;
  }

  /** A copy of an example with ports of its own. */
  async #copy([example = "", ...named]: readonly string[]): Promise<void> {
    this.#folder = join(this.#scratch, "running");
    const free = await freePorts(named.length);
    this.#ports = new Map(named.map((port, index) => [port, String(free[index])]));
    cpSync(join(root, example), this.#folder, { recursive: true });
    for (const entry of readdirSync(this.#folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      writeFileSync(file, renamed(readFileSync(file, "utf8"), this.#ports));
    }
  }

  #open(example: string): void {
    this.#repository = join(this.#scratch, "shop");
    exampleRepository(example, this.#repository);
    this.#folder = this.#repository;
  }

  #write(path: string, body: string): void {
    const file = this.#inRepository(path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, body);
  }

  #inRepository(path: string): string {
    if (this.#repository === undefined) throw new Error(`${this.#page}: there is no repository to write to`);
    return join(this.#repository, path);
  }
}

/** What is another one each time: moments, how long something took, ids that are random. */
function steady(output: string): string {
  return output
    .replace(/\b\d{2} [A-Z][a-z]{2} \d{4}\b/g, "21 Nov 2026")
    .replace(/\b\d{4}-\d{2}-\d{2}\b/g, "2026-11-21")
    .replace(/\b\d{2}:\d{2}:\d{2}\b/g, "14:31:07")
    .replace(/(?<!:)\b\d{2}:\d{2}\b(?!:)/g, "14:31")
    .replace(/\b\d+ ms\b/g, "40 ms")
    .replace(/(token revoke) [0-9a-f]+/g, "$1 4f1c2a90d3b85e67");
}

/** The pages that show commands: each must have at least one. */
export function pagesWithTranscripts(): readonly string[] {
  const below = (folder: string) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".md"))
      .map((file) => `${folder}/${file}`)
      .sort();
  return ["README.md", ...below("docs/guide"), ...below("examples")];
}

/** Whole numbers alone: 8080 is no part of 18080. */
function renamed(text: string, ports: ReadonlyMap<string, string>): string {
  return text.replace(/\d+/g, (digits) => ports.get(digits) ?? digits);
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
