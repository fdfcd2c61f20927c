import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashOf } from "./flag-state.ts";

/** One state that the file had. */
export interface JournalEntry {
  readonly revision: number;
  readonly atMs: number;
  readonly by: string;
  readonly why: string;
  readonly hash: string;
  readonly text: string;
}

/** Revisions that are kept; older ones are in git. */
const maxKept = 500;
const maxBytes = 64 * 1024 * 1024;

/**
 * What the file was, line by line, on this machine's disk: its last line is what is served when the file is broken or away
 * at the start. A line that a crash cut short is left out.
 */
export class FlagJournal {
  readonly #path: string;
  #entries: JournalEntry[];

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#path = join(folder, "history.jsonl");
    const { entries, isSound } = readEntries(this.#path);
    this.#entries = entries;
    if (!isSound || entries.length > maxKept) this.#rewrite();
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  get last(): JournalEntry | undefined {
    return this.#entries.at(-1);
  }

  add(entry: Omit<JournalEntry, "revision">): JournalEntry {
    const whole = { revision: (this.last?.revision ?? 0) + 1, ...entry };
    // On the disk first: what could not be written never was.
    appendFileSync(this.#path, line(whole), { mode: 0o600 });
    this.#entries.push(whole);
    if (this.#entries.length > maxKept * 2 || this.#bytes() > maxBytes) this.#rewrite();
    return whole;
  }

  /** What every replica agreed on after revision `after`, in the place of what was here. */
  replace(after: number, entries: readonly JournalEntry[]): void {
    this.#entries = [...this.#entries.filter(({ revision }) => revision <= after), ...entries];
    this.#rewrite();
  }

  #bytes(): number {
    return this.#entries.reduce((sum, { text }) => sum + text.length, 0);
  }

  /** The newest, as many as fit; beside the old file first, so that a crash leaves one of the two. */
  #rewrite(): void {
    this.#entries = this.#entries.slice(-maxKept);
    while (this.#entries.length > 1 && this.#bytes() > maxBytes / 2) this.#entries.shift();
    const beside = `${this.#path}.${process.pid}.tmp`;
    writeFileSync(beside, this.#entries.map(line).join(""), { mode: 0o600 });
    renameSync(beside, this.#path);
  }
}

const line = (entry: JournalEntry) => `${JSON.stringify(entry)}\n`;

function readEntries(path: string): { entries: JournalEntry[]; isSound: boolean } {
  const lines = textOf(path).split("\n");
  // Empty when the last line was written to its end.
  const rest = lines.pop();
  const entries = lines.flatMap((each) => entryOf(each) ?? []);
  return { entries, isSound: rest === "" && entries.length === lines.length };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

function entryOf(text: string): JournalEntry | undefined {
  try {
    const entry = JSON.parse(text) as JournalEntry;
    return Number.isInteger(entry.revision) && entry.hash === hashOf(entry.text) ? entry : undefined;
  } catch {
    return undefined;
  }
}
