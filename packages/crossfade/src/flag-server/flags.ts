import { CrossfadeError } from "@crossfade/core";
import { explainFeature, importDefinitions } from "@crossfade/flags/file";
import type { z } from "zod";
import { type Caller, need } from "../control/caller.ts";
import type {
  flagChangeRequest,
  flagExplainRequest,
  flagImportRequest,
  flagKillRequest,
  flagRevertRequest,
} from "../wire/flag-requests.ts";
import type {
  FlagChanged,
  FlagClients,
  FlagExplanation,
  FlagFileText,
  FlagHistory,
  FlagList,
  FlagRevision,
  FlagView,
} from "../wire/flag-views.ts";
import { edit, knownFeature } from "./feature-edit.ts";
import type { FlagFile } from "./flag-file.ts";
import type { JournalEntry } from "./flag-journal.ts";
import { flagLine } from "./flag-line.ts";
import type { FlagSets } from "./flag-sets.ts";
import { switched } from "./flag-switch.ts";
import { keptGrave } from "./kept-grave.ts";
import type { ServedFlags } from "./served-flags.ts";
import { stalenessOf } from "./stale-flag.ts";
import { textDiff } from "./text-diff.ts";

/** Revisions in one answer. */
const maxListed = 200;

/** What people ask and say about flags. One file serves every environment: whoever changes it needs the right in each. */
export class Flags {
  readonly #sets: FlagSets;
  readonly nowMs: () => number;
  readonly #agree: (source: FlagFile) => Promise<void>;

  /** `agree` resolves when this replica knows what the others know, or when that takes too long. */
  constructor(
    sets: FlagSets,
    nowMs: () => number,
    agree: (source: FlagFile) => Promise<void> = async () => {},
  ) {
    this.#sets = sets;
    this.nowMs = nowMs;
    this.#agree = agree;
  }

  /** CF_FLAG_SET_UNKNOWN, CF_FORBIDDEN, CF_FLAG_FILE_UNREADABLE */
  list(caller: Caller, component?: string): FlagList {
    const all = this.#readable(caller, component);
    const [{ source, component: id }] = all;
    const { file, revision, sinceMs } = source.state;
    const { trouble } = source;
    return {
      component: id,
      file: source.name,
      revision,
      sinceMs,
      ...(trouble === undefined
        ? {}
        : { trouble: { sinceMs: trouble.sinceMs, complaints: trouble.complaints } }),
      flags: Object.entries(file.features).map(([key, feature]) => {
        const stale = stalenessOf(key, feature, all, this.nowMs());
        return { ...flagLine(key, feature, this.nowMs()), ...(stale.length === 0 ? {} : { stale }) };
      }),
      clients: clientsOf(all),
    };
  }

  /** … CF_FLAG_UNKNOWN */
  show(caller: Caller, key: string, component?: string): FlagView {
    const all = this.#readable(caller, component);
    const [{ source, component: id }] = all;
    const feature = knownFeature(source, key);
    const { revision, document } = source.state;
    return {
      component: id,
      revision,
      flag: flagLine(key, feature, this.nowMs()),
      feature,
      definition: document.flags[key],
      clients: clientsOf(all),
    };
  }

  /** Why this context gets this value there. … CF_FLAG_UNKNOWN */
  explain(caller: Caller, key: string, request: z.output<typeof flagExplainRequest>): FlagExplanation {
    need(caller, "read");
    const served = this.#sets.find(request.environment, request.component);
    need(caller, "read", { environment: served.environment });
    const { file, revision } = served.state;
    knownFeature(served.source, key);
    const nowS = Math.floor(this.nowMs() / 1_000);
    const explanation = explainFeature(file, key, served.contextOf(request.context), nowS);
    const { component, environment, lowest } = served;
    return { component, environment, revision, key, live: lowest, steps: [], ...explanation };
  }

  /** The newest first. */
  history(caller: Caller, component?: string): FlagHistory {
    const all = this.#readable(caller, component);
    const [{ source, component: id }] = all;
    const { history } = source;
    const revisions = history.map((entry, at) => revisionOf(entry, history[at - 1])).slice(-maxListed);
    return { component: id, revisions: revisions.reverse(), clients: clientsOf(all) };
  }

  /** The whole file, as it is served. */
  text(caller: Caller, component?: string): FlagFileText {
    const [{ source, component: id }] = this.#readable(caller, component);
    const { revision, text } = source.state;
    return { component: id, revision, text };
  }

  /** … CF_FLAG_UNKNOWN, CF_FLAG_CHANGE_REFUSED, CF_FLAG_SCHEDULE_REFUSED, CF_FLAG_FILE_UNWRITABLE */
  async change(
    caller: Caller,
    key: string,
    request: z.output<typeof flagChangeRequest>,
  ): Promise<FlagChanged> {
    const { source, component, author } = this.#writable(caller, request);
    const edited = switched(source, key, request, this.nowMs());
    const change = (text: string) => keptGrave(source, key, text, edited(text));
    await this.#agree(source);
    return this.#changed(source, component, source.change(author, change));
  }

  /** Off for everyone, at once: no approval, and no broken file stands in the way. */
  async kill(caller: Caller, key: string, request: z.output<typeof flagKillRequest>): Promise<FlagChanged> {
    const { source, component, author } = this.#writable(caller, request);
    const why = author.why === "" ? `kill ${key}` : `kill ${key}: ${author.why}`;
    const off = edit(source, key, { enabled: false });
    return this.#changed(source, component, source.changeAtOnce({ ...author, why }, off));
  }

  /** The file as it was at a revision: a revision of its own. … CF_FLAG_REVISION_UNKNOWN */
  async revert(caller: Caller, request: z.output<typeof flagRevertRequest>): Promise<FlagChanged> {
    const { source, component, author } = this.#writable(caller, request);
    await this.#agree(source);
    const { revision } = request;
    const entry = source.history.find((each) => each.revision === revision);
    if (entry === undefined)
      throw new CrossfadeError("CF_FLAG_REVISION_UNKNOWN", { file: source.name, revision });
    const why = `back to revision ${revision}${author.why === "" ? "" : `: ${author.why}`}`;
    return this.#changed(
      source,
      component,
      source.changeAtOnce({ ...author, why }, () => entry.text),
    );
  }

  /** Another file in its place. … CF_FLAG_CHANGE_REFUSED */
  async import(caller: Caller, request: z.output<typeof flagImportRequest>): Promise<FlagChanged> {
    const { source, component, author } = this.#writable(caller, request);
    await this.#agree(source);
    const text =
      request.format === "flagd" ? importDefinitions(jsonOf(source, request.text)).text : request.text;
    return this.#changed(
      source,
      component,
      source.changeAtOnce(author, () => text),
    );
  }

  /** What lives and what was published, as it is now. */
  refresh(): Promise<void> {
    return this.#sets.refresh();
  }

  /** Those of a component that this caller may look at. CF_FORBIDDEN, CF_FLAG_SET_UNKNOWN */
  readable(caller: Caller, component: string | undefined): readonly [ServedFlags, ...ServedFlags[]] {
    return this.#readable(caller, component);
  }

  /** For a change by this caller. CF_FORBIDDEN, CF_FLAG_SET_UNKNOWN */
  writable(caller: Caller, request: { readonly component?: string | undefined; readonly why: string }) {
    return this.#writable(caller, request);
  }

  /** In effect here; told when the others can know it, too. Its number is the one that all agreed on. */
  async #changed(source: FlagFile, component: string, made: JournalEntry | undefined): Promise<FlagChanged> {
    await this.#agree(source);
    const { history } = source;
    const same = history.findLast(({ text, by }) => text === made?.text && by === made.by);
    return changed(source, component, made === undefined ? undefined : (same ?? history.at(-1)));
  }

  #readable(caller: Caller, component: string | undefined): readonly [ServedFlags, ...ServedFlags[]] {
    need(caller, "read");
    const all = this.#sets.ofComponent(component);
    // Whoever may look at one environment sees the file that serves it.
    const refused = all.map(({ environment }) => refusal(() => need(caller, "read", { environment })));
    const isRefused = refused.every((each) => each !== undefined);
    if (isRefused) throw refused[0];
    return all;
  }

  #writable(
    caller: Caller,
    { component, why }: { readonly component?: string | undefined; readonly why: string },
  ) {
    need(caller, "flags");
    const all = this.#sets.ofComponent(component);
    const [{ source, component: id }] = all;
    for (const { environment } of all) need(caller, "flags", { environment, components: [id] });
    return { source, component: id, author: { by: caller.person, why } };
  }
}

export function changed(source: FlagFile, component: string, entry: JournalEntry | undefined): FlagChanged {
  const { revision } = source.state;
  if (entry === undefined) return { component, revision };
  const { history } = source;
  const before = history[history.indexOf(entry) - 1];
  return { component, revision, change: revisionOf(entry, before) };
}

function revisionOf(entry: JournalEntry, before: JournalEntry | undefined): FlagRevision {
  const { revision, atMs, by, why, text } = entry;
  return { revision, atMs, by, why, diff: before === undefined ? [] : textDiff(before.text, text) };
}

function jsonOf(source: FlagFile, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = "the definitions of flagd are not JSON.";
    throw new CrossfadeError("CF_FLAG_CHANGE_REFUSED", { file: source.name, why }, { cause });
  }
}

function refusal(ask: () => void): unknown {
  try {
    ask();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Of every environment that the file serves. */
function clientsOf(all: readonly ServedFlags[]): FlagClients {
  return {
    connected: sum(all.map(({ clients }) => clients.connected)),
    confirmed: sum(all.map(({ clients }) => clients.confirmed)),
    streams: sum(all.map(({ streams }) => streams.connected)),
    written: sum(all.map(({ streams }) => streams.written)),
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
