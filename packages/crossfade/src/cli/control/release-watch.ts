import { type Command, Option } from "commander";
import type { Watched } from "../../client/control-api.ts";
import { forTerminal } from "../../render/escape.ts";
import { livePage } from "../../render/release/live-page.ts";
import { Moments } from "../../render/release/moments.ts";
import { isOver } from "../../render/release/release-words.ts";
import { watchLines } from "../../render/release/watch-lines.ts";
import type { ReleaseView } from "../../wire/views.ts";
import {
  type ControlContext,
  connect,
  controlExit,
  frameOf,
  jsonLine,
  type ServerFlags,
} from "./control-context.ts";
import { releaseVerb } from "./release-verb.ts";

const ends = ["over", "completed", "aborted", "running", "held", "baked"] as const;
type End = (typeof ends)[number];

interface WatchFlags extends ServerFlags {
  readonly until: End;
}

/** A page in a terminal shows how long things last: so often it is drawn anew without anything having happened. */
const redrawMs = 1_000;

export function addWatch(release: Command, context: ControlContext): void {
  releaseVerb(release, "watch")
    .summary("follow it live until it is over")
    .description(
      "Shows the release live: a page in a terminal, a line for each change elsewhere, one JSON value a line with --json. It goes on after a lost connection. Ctrl-C ends the watching, never the release.",
    )
    .addOption(
      new Option(
        "--until <state>",
        "end as soon as it is so: over is completed or aborted; baked: a rung has had its time and was judged",
      )
        .choices(ends)
        .default("over"),
    )
    .addHelpText(
      "after",
      `
Exit code: 0 it is completed, or as --until says; 1 it ended otherwise; 130 ended by Ctrl-C; 2 error.

Examples:
  crossfade release watch shop-2
  crossfade release watch shop-2 --until held && mail -s "have a look" me@example.org
  crossfade release watch shop-2 >> release.log
`,
    )
    .action((id: string, _: unknown, command: Command) =>
      watch(context, id, command.optsWithGlobals<WatchFlags>()),
    );
}

async function watch(context: ControlContext, id: string, flags: WatchFlags): Promise<void> {
  const { ports, io } = context;
  const api = await connect(context, flags);
  ports.stop.inOrder();
  const screen =
    flags.json === true
      ? new JsonLines(context)
      : io.isTerminal
        ? new LivePage(context, flags)
        : new ChangeLines(context);
  for await (const seen of ticking(api.watch(id, ports.stop.signal), ports)) {
    screen.show(seen);
    if (seen?.kind !== "release") continue;
    const exitCode = exitAt(seen.view, flags.until);
    if (exitCode === undefined) continue;
    context.exit(exitCode);
    return;
  }
  context.exit(controlExit.interrupted);
  io.stderr(forTerminal(`The release goes on. Watch it again: crossfade release watch ${id}`).concat("\n"));
}

/** Undefined: it is not so yet. */
function exitAt(view: ReleaseView, until: End): number | undefined {
  if (isSo[until](view)) return controlExit.done;
  return isOver(view.phase) ? controlExit.no : undefined;
}

const isSo: Readonly<Record<End, (view: ReleaseView) => boolean>> = {
  over: ({ phase }) => phase === "completed",
  completed: ({ phase }) => phase === "completed",
  aborted: ({ phase }) => phase === "aborted",
  running: ({ phase, hold }) => phase === "running" && hold === undefined,
  held: ({ hold }) => hold !== undefined,
  baked: ({ stages }) =>
    stages
      .flat()
      .some(({ rung }) => rung !== undefined && rung.bakedMs >= rung.bakeMs && rung.gates.length > 0),
};

/** What is seen, and undefined whenever a second went by without anything. */
async function* ticking(
  watched: AsyncIterable<Watched>,
  { wait, stop }: ControlContext["ports"],
): AsyncGenerator<Watched | undefined> {
  const source = watched[Symbol.asyncIterator]();
  try {
    let next = source.next();
    while (!stop.signal.aborted) {
      const first = await Promise.race([next, wait(redrawMs, next).then(() => undefined)]);
      if (first === undefined) {
        yield undefined;
        continue;
      }
      if (first.done === true) return;
      yield first.value;
      next = source.next();
    }
  } finally {
    await source.return?.();
  }
}

interface Screen {
  show(seen: Watched | undefined): void;
}

class JsonLines implements Screen {
  readonly #context: ControlContext;

  constructor(context: ControlContext) {
    this.#context = context;
  }

  show(seen: Watched | undefined): void {
    if (seen === undefined) return;
    this.#context.io.stdout(jsonLine(seen.kind === "release" ? seen.view : { controlSchema: 1, ...seen }));
  }
}

/** For pipes and files: what has changed. */
class ChangeLines implements Screen {
  readonly #context: ControlContext;
  #before: ReleaseView | undefined;

  constructor(context: ControlContext) {
    this.#context = context;
  }

  show(seen: Watched | undefined): void {
    const { io, ports } = this.#context;
    if (seen?.kind === "release") {
      io.stdout(watchLines(this.#before, seen.view, new Moments(seen.view.atMs, ports.zone)));
      this.#before = seen.view;
    }
    if (seen?.kind === "lost") io.stderr(`${forTerminal(lostText(seen))}\n`);
  }
}

/** For people at a terminal: the page of `crossfade release show`, drawn in place. */
class LivePage implements Screen {
  readonly #context: ControlContext;
  readonly #flags: WatchFlags;
  #view: ReleaseView | undefined;
  /** The server's clock counts: what lies between both is not known. */
  #receivedMs = 0;
  #lost: string | undefined;
  #isFirst = true;

  constructor(context: ControlContext, flags: WatchFlags) {
    this.#context = context;
    this.#flags = flags;
  }

  show(seen: Watched | undefined): void {
    const { ports, io } = this.#context;
    if (seen?.kind === "release") {
      this.#view = seen.view;
      this.#receivedMs = ports.nowMs();
      this.#lost = undefined;
    }
    if (seen?.kind === "lost") this.#lost = lostText(seen);
    if (this.#view === undefined) return;
    const nowMs = this.#view.atMs + ports.nowMs() - this.#receivedMs;
    const frame = { ...frameOf(this.#context, this.#flags), nowMs };
    io.stdout(livePage(this.#view, frame, { rows: io.rows, lost: this.#lost, isFirst: this.#isFirst }));
    this.#isFirst = false;
  }
}

function lostText({ why, againInMs }: Extract<Watched, { readonly kind: "lost" }>): string {
  return `The control plane is away (${why}); tried again in ${againInMs} ms. Traffic stays as it is.`;
}
