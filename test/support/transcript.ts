import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { exampleRepository, quietGit } from "./example-repository.ts";
import { program } from "./program.ts";

/**
 * A page whose commands are real. What stands below `$ COMMAND` in a fenced block ```console is what the command prints;
 * an exit code other than 0 stands behind the word: ```console exit=1. Besides `crossfade`, `cat`, `cd` and `git` run.
 * Commands run where the page lies if that is an example, else at the root of the repository, or, after a line
 * `<!-- repository: examples/02-backend-first -->`, in a git repository with the example's versions as its commits:
 * each is tagged with its version but for the last, which is HEAD. There, `<!-- write: PATH -->` before a fenced block
 * writes that block into the work tree, and
 * `<!-- remove: PATH -->` takes a file out of it.
 */
export interface Rewritten {
  /** The page with what its commands print now. */
  readonly text: string;
  readonly commands: number;
}

const root = resolve(import.meta.dirname, "../..");
const allowed = ["crossfade", "cat", "git"];

/** Runs all commands of a page, in order. `path` is relative to the root of the repository. */
export function rewrite(path: string, text: string): Rewritten {
  const session = new Session(path);
  try {
    return session.rewrite(text);
  } finally {
    session.close();
  }
}

class Session {
  readonly #page: string;
  readonly #scratch = mkdtempSync(join(tmpdir(), "crossfade-transcript-"));
  #folder: string;
  #repository: string | undefined;
  #commands = 0;

  constructor(page: string) {
    this.#page = page;
    this.#folder = page.startsWith("examples/") ? join(root, dirname(page)) : root;
    const bin = join(this.#scratch, "bin", "crossfade");
    mkdirSync(dirname(bin));
    writeFileSync(bin, `#!/bin/sh\nexec ${program().map(quoted).join(" ")} "$@"\n`);
    chmodSync(bin, 0o755);
  }

  close(): void {
    rmSync(this.#scratch, { recursive: true });
  }

  rewrite(text: string): Rewritten {
    const lines = text.split("\n");
    const written: string[] = [];
    let target: string | undefined;
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at] as string;
      const [, directive, value = ""] = /^<!-- (repository|write|remove): (\S+) -->$/.exec(line) ?? [];
      if (directive === "repository") this.#open(value);
      if (directive === "write") target = value;
      if (directive === "remove") rmSync(this.#inRepository(value));
      written.push(line);
      if (!line.startsWith("```")) continue;
      const end = lines.indexOf("```", at + 1);
      if (end < 0) throw new Error(`${this.#page}:${at + 1}: this block has no end`);
      const body = lines.slice(at + 1, end);
      if (target !== undefined) this.#write(target, `${body.join("\n")}\n`);
      if (/^```console\b/.test(line)) written.splice(-1, 1, ...this.#block(body));
      else written.push(...body);
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
  #block(body: readonly string[]): readonly string[] {
    const commands = body.filter((line) => line.startsWith("$ "));
    if (commands.length === 0) throw new Error(`${this.#page}: a console block without a command`);
    let exit = 0;
    const parts = commands.map((line) => {
      const { output, status } = this.#run(line.slice(2));
      exit = status;
      return output === "" ? line : `${line}\n${output.replace(/\n*$/, "\n")}`;
    });
    return [`\`\`\`console${exit === 0 ? "" : ` exit=${exit}`}`, ...parts.join("\n").trimEnd().split("\n")];
  }

  #run(line: string): { output: string; status: number } {
    const [word = "", target = ""] = line.split(" ");
    if (word === "cd") {
      this.#folder = resolve(this.#folder, target);
      return { output: "", status: 0 };
    }
    if (!allowed.includes(word)) throw new Error(`${this.#page}: \`${line}\` is not run in a transcript`);
    this.#commands++;
    const { stdout, status, error } = spawnSync("bash", ["-c", `${line} 2>&1`], {
      cwd: this.#folder,
      encoding: "utf8",
      env: { PATH: `${join(this.#scratch, "bin")}:${process.env.PATH}`, HOME: this.#scratch, ...quietGit },
      timeout: 60_000,
    });
    if (error) throw error;
    return { output: stdout, status: status ?? -1 };
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

/** The pages that show commands: each must have at least one. */
export function pagesWithTranscripts(): readonly string[] {
  const below = (folder: string) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".md"))
      .map((file) => `${folder}/${file}`)
      .sort();
  return ["README.md", ...below("docs/guide"), ...below("examples")];
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
