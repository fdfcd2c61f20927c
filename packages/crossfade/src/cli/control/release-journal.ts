import type { JournalEntry } from "@crossfade/core";
import type { Command } from "commander";
import type { ControlApi } from "../../client/control-api.ts";
import { journalLine, NewsOfJournal } from "../../render/release/journal-line.ts";
import { Moments } from "../../render/release/moments.ts";
import { isOver } from "../../render/release/release-words.ts";
import { type ControlContext, connect, controlExit, jsonLine, type ServerFlags } from "./control-context.ts";
import { releaseVerb } from "./release-verb.ts";

interface JournalFlags extends ServerFlags {
  readonly follow?: boolean;
  readonly all?: boolean;
}

export function addJournal(release: Command, context: ControlContext): void {
  releaseVerb(release, "journal")
    .summary("everything that has happened, who did it, and when")
    .description("Prints the journal of a release, one line an entry. Nothing in it is ever changed.")
    .option("--all", "judgements of gates, too, that say the same as the one before")
    .option("-f, --follow", "go on until the release is over, or Ctrl-C")
    .addHelpText(
      "after",
      `
With --json each entry is a line of JSON, and none is left out.

Exit code: 0 printed, 130 ended by Ctrl-C, 2 error.

Examples:
  crossfade release journal shop-2
  crossfade release journal shop-2 --follow --json >> audit.ndjson
`,
    )
    .action(async (id: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<JournalFlags>();
      const api = await connect(context, flags);
      const printer = new JournalPrinter(context, api, id, flags);
      await printer.printNew();
      if (flags.follow === true) await follow(context, api, id, printer);
    });
}

/** Prints what has not been printed yet. */
class JournalPrinter {
  readonly #context: ControlContext;
  readonly #api: ControlApi;
  readonly #id: string;
  readonly #flags: JournalFlags;
  readonly #news = new NewsOfJournal();
  #printed = 0;

  constructor(context: ControlContext, api: ControlApi, id: string, flags: JournalFlags) {
    this.#context = context;
    this.#api = api;
    this.#id = id;
    this.#flags = flags;
  }

  /** The server gives long journals in parts. */
  async printNew(): Promise<void> {
    for (;;) {
      const { entries } = await this.#api.journal(this.#id, this.#printed);
      const { ports } = this.#context;
      const moments = new Moments(ports.nowMs(), ports.zone);
      for (const entry of entries) this.#print(entry, moments);
      const reached = entries.at(-1)?.seq ?? this.#printed;
      if (reached <= this.#printed) return;
      this.#printed = reached;
    }
  }

  #print(entry: JournalEntry, moments: Moments): void {
    const { json, all } = this.#flags;
    const { io } = this.#context;
    if (json === true) io.stdout(jsonLine({ controlSchema: 1, ...entry }));
    else if (this.#news.isNews(entry) || all === true) io.stdout(journalLine(entry, moments));
  }
}

async function follow(
  { ports, exit }: ControlContext,
  api: ControlApi,
  id: string,
  printer: JournalPrinter,
): Promise<void> {
  for await (const seen of api.watch(id, ports.stop.signal)) {
    if (seen.kind === "lost") continue;
    await printer.printNew();
    if (isOver(seen.view.phase)) return;
  }
  exit(controlExit.interrupted);
}
