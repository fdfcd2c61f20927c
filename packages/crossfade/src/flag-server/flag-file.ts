import {
  type FSWatcher,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  watch,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { CrossfadeError } from "@crossfade/core";
import type { FileComplaint } from "@crossfade/flags/file";
import { FlagJournal, type JournalEntry } from "./flag-journal.ts";
import { complaintsText, type FlagContents, hashOf, readContents } from "./flag-state.ts";
import { OverruledText } from "./overruled-text.ts";

export interface FlagFileOptions {
  readonly path: string;
  /** As crossfade.yaml names it. */
  readonly name: string;
  /** Where its history and its last good state are kept. */
  readonly folder: string;
  readonly nowMs: () => number;
  /** The file was mended (undefined), or it cannot be used and why. */
  readonly onTrouble?: (why: string | undefined) => void;
}

/** What is served: one state of the file. */
export interface FlagRevisionState extends FlagContents {
  readonly revision: number;
  readonly sinceMs: number;
}

export interface FlagFileTrouble {
  readonly sinceMs: number;
  readonly complaints: readonly FileComplaint[];
}

/** Who changed the file, and why. */
export interface Author {
  readonly by: string;
  readonly why: string;
}

/** A watcher may miss something (network drives, a folder that was replaced): the truth is looked at this often. */
const lookEveryMs = 500;
/** A file that is being written has to rest for so long before it is read. */
const restMs = 40;
const overruledWhy =
  "Flags were changed on another replica, and this file cannot be written: it is not what is served.";
type ReadText = { readonly text: string } | { readonly why: string };
const byOtherMeans: Author = { by: "the file", why: "" };

/**
 * The one source of what flags are: a file. Whoever changes it, an editor, git or the API, makes a revision. While it
 * cannot be used, the revision before is served; after a restart, too.
 */
export class FlagFile {
  readonly name: string;
  readonly #options: FlagFileOptions;
  readonly #journal: FlagJournal;
  readonly #overruled: OverruledText;
  readonly #listeners = new Set<() => void>();
  #state: FlagRevisionState | undefined;
  #trouble: FlagFileTrouble | undefined;
  #seen = "";
  #watcher: FSWatcher | undefined;
  #looking: NodeJS.Timeout | undefined;
  #resting: NodeJS.Timeout | undefined;

  constructor(options: FlagFileOptions) {
    this.#options = options;
    this.name = options.name;
    this.#journal = new FlagJournal(options.folder);
    this.#overruled = new OverruledText(options.folder);
    this.#take(this.#read(), byOtherMeans);
    if (this.#state === undefined) this.#takeLastKnown();
  }

  /** Begins to follow the file. */
  watch(): void {
    const folder = dirname(this.#options.path);
    try {
      // Of the folder: editors and git put another file in its place.
      this.#watcher = watch(folder, { persistent: false }, (_, file) => {
        if (file === null || file === basename(this.#options.path)) this.#lookWhenItRests();
      });
      // Where it cannot be watched, looking is enough.
      this.#watcher.on("error", () => this.#watcher?.close());
    } catch {
      this.#watcher = undefined;
    }
    this.#looking = setInterval(() => this.#look(), lookEveryMs);
    this.#looking.unref();
  }

  close(): void {
    this.#watcher?.close();
    clearInterval(this.#looking);
    clearTimeout(this.#resting);
    this.#listeners.clear();
  }

  /** CF_FLAG_FILE_UNREADABLE when there never was a good state. */
  get state(): FlagRevisionState {
    if (this.#state !== undefined) return this.#state;
    const why = complaintsText(this.#trouble?.complaints ?? []);
    throw new CrossfadeError("CF_FLAG_FILE_UNREADABLE", { file: this.name, why });
  }

  get trouble(): FlagFileTrouble | undefined {
    return this.#trouble;
  }

  get history(): readonly JournalEntry[] {
    return this.#journal.entries;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Makes another text of the one that the file has now, whatever was read before. Undefined: it stays the same.
   * CF_FLAG_CHANGE_REFUSED, CF_FLAG_FILE_UNREADABLE, CF_FLAG_FILE_UNWRITABLE
   */
  change(author: Author, edit: (text: string) => string): JournalEntry | undefined {
    const before = this.#read();
    // What somebody else wrote a moment ago is a revision of its own.
    this.#take(before, byOtherMeans);
    if ("why" in before || this.#trouble !== undefined) {
      const why = complaintsText(this.#trouble?.complaints ?? []);
      throw new CrossfadeError("CF_FLAG_FILE_UNREADABLE", { file: this.name, why });
    }
    return this.#put(author, before.text, edit(before.text));
  }

  /**
   * The same for what cannot wait, or does not care how the file is: while somebody's edit is broken, the state that is
   * served is changed, and their text is laid beside the file.
   */
  changeAtOnce(author: Author, edit: (text: string) => string): JournalEntry | undefined {
    const before = this.#read();
    this.#take(before, byOtherMeans);
    if (this.#trouble === undefined) return this.change(author, edit);
    const contents = this.#checked(edit(this.state.text));
    if ("text" in before) this.#write(before.text, `${this.#options.path}.broken`);
    this.#write(contents.text);
    // It may be what is served already: that the file is so again is a deed of this author all the same.
    this.#state = undefined;
    this.#take(this.#read(), author, contents);
    return this.#journal.last;
  }

  /** Whether all that was written to the file is known here; what is not is looked at as soon as it rests. */
  settled(): boolean {
    this.#look();
    return this.#stamp() === this.#seen;
  }

  /**
   * Revisions that were made elsewhere, in the place of what was here after `after`; the last of them is served. A file that
   * cannot be written stays as it is, and is not served: a kill has to come through to read-only images, too.
   */
  adopt(entries: readonly Omit<JournalEntry, "hash">[], after: number): void {
    const latest = entries.at(-1);
    if (latest === undefined) return;
    const contents = this.#checked(latest.text);
    this.#journal.replace(
      after,
      entries.map((entry) => ({ ...entry, hash: hashOf(entry.text) })),
    );
    const before = this.#read();
    if ("text" in before && before.text === latest.text) this.#overruled.clear();
    else this.#overrule(before, latest.text);
    this.#state = { ...contents, revision: latest.revision, sinceMs: latest.atMs };
    for (const listener of this.#listeners) listener();
  }

  #overrule(before: ReadText, text: string): void {
    try {
      // Somebody is in the middle of writing it.
      if ("text" in before && this.#trouble !== undefined && !this.#overruled.is(before.text))
        this.#write(before.text, `${this.#options.path}.broken`);
      this.#write(text);
      this.#read();
      this.#overruled.clear();
      this.#mended();
    } catch {
      if ("text" in before) this.#overruled.put(before.text);
      this.#complain([this.#complaint(overruledWhy)]);
    }
  }

  #put(author: Author, before: string, text: string): JournalEntry | undefined {
    if (text === before) return undefined;
    const contents = this.#checked(text);
    this.#write(text);
    this.#take(this.#read(), author, contents);
    return this.#journal.last;
  }

  #checked(text: string): FlagContents {
    const read = readContents(text, this.name, this.#clock);
    if (read.ok) return read.contents;
    const why = complaintsText(read.complaints);
    throw new CrossfadeError("CF_FLAG_CHANGE_REFUSED", { file: this.name, why });
  }

  /** Beside it first: nobody reads half a file. */
  #write(text: string, path = this.#options.path): void {
    const beside = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
    try {
      const { mode } = statSync(path, { throwIfNoEntry: false }) ?? { mode: 0o644 };
      writeFileSync(beside, text, { mode: mode & 0o777 });
      renameSync(beside, path);
    } catch (cause) {
      const { message } = cause as Error;
      throw new CrossfadeError("CF_FLAG_FILE_UNWRITABLE", { file: this.name, why: message }, { cause });
    } finally {
      rmSync(beside, { force: true });
    }
  }

  #lookWhenItRests(): void {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#look(), restMs);
    this.#resting.unref();
  }

  /**
   * Only what stayed the same while it was read is taken: half a file may well be a good one with fewer flags. Never
   * throws: nobody stands behind a timer, and a full disk must not end the control plane.
   */
  #look(): void {
    const before = this.#stamp();
    if (before === this.#seen) return;
    const read = this.#isFresh() ? undefined : this.#read();
    if (read === undefined || this.#stamp() !== before) {
      this.#lookWhenItRests();
      return;
    }
    try {
      this.#take(read, byOtherMeans);
    } catch (error) {
      this.#complain([this.#complaint(error instanceof Error ? error.message : String(error))]);
    }
  }

  #isFresh(): boolean {
    const age = this.#options.nowMs() - (statOf(this.#options.path)?.mtimeMs ?? 0);
    return age >= 0 && age < restMs;
  }

  #stamp(): string {
    const stat = statOf(this.#options.path);
    return stat === undefined ? "away" : `${stat.ino} ${stat.mtimeMs} ${stat.size}`;
  }

  #read(): ReadText {
    this.#seen = this.#stamp();
    try {
      return { text: readFileSync(this.#options.path, "utf8") };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return { why: code === "ENOENT" ? "There is no such file." : message };
    }
  }

  /** `checked` is a text that was found good a moment ago: if it is this one, it need not be found so again. */
  #take(read: ReadText, author: Author, checked?: FlagContents): void {
    if ("why" in read) this.#complain([this.#complaint(read.why)]);
    else if (this.#overruled.is(read.text)) this.#complain([this.#complaint(overruledWhy)]);
    else if (read.text === this.#state?.text) this.#mended();
    else if (read.text === checked?.text) this.#serve(checked, author);
    else {
      const found = readContents(read.text, this.name, this.#clock);
      if (found.ok) this.#serve(found.contents, author);
      else this.#complain(found.complaints);
    }
  }

  #serve(contents: FlagContents, author: Author): void {
    const { last } = this.#journal;
    const { text, hash } = contents;
    const isKnown = author === byOtherMeans && last?.hash === hash;
    // Until it is in the history it is looked at again.
    const seen = this.#seen;
    this.#seen = "";
    const entry = isKnown ? last : this.#journal.add({ atMs: this.#options.nowMs(), ...author, hash, text });
    this.#seen = seen;
    this.#state = { ...contents, revision: entry.revision, sinceMs: entry.atMs };
    this.#mended();
    for (const listener of this.#listeners) listener();
  }

  #takeLastKnown(): void {
    const { last } = this.#journal;
    if (last === undefined) return;
    const found = readContents(last.text, this.name, this.#clock);
    if (found.ok) this.#state = { ...found.contents, revision: last.revision, sinceMs: last.atMs };
  }

  #complaint(message: string): FileComplaint {
    return { file: this.name, line: 1, column: 1, path: "", message };
  }

  #complain(complaints: readonly FileComplaint[]): void {
    const why = complaintsText(complaints);
    const isTold = this.#trouble !== undefined && complaintsText(this.#trouble.complaints) === why;
    this.#trouble = { sinceMs: this.#trouble?.sinceMs ?? this.#options.nowMs(), complaints };
    if (!isTold) this.#options.onTrouble?.(why);
  }

  #mended(): void {
    if (this.#trouble === undefined) return;
    this.#trouble = undefined;
    this.#options.onTrouble?.(undefined);
  }

  readonly #clock = () => Math.floor(this.#options.nowMs() / 1_000);
}

/** Undefined where there is none, or where it cannot be looked at: reading it then says why. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
