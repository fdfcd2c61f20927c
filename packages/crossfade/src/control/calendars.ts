import { calendarOf, isSameCalendar, type StoredRelease } from "@crossfade/core";
import type { ControlDeps } from "./control-deps.ts";
import type { ControlEnvironment } from "./control-ports.ts";

/** The engine writes too: so often it is tried anew. */
const maxTries = 20;
/** Windows are spelled out for so long ahead that they need not be told anew each day. */
const aheadMs = 120 * 86_400_000;
const actor = "crossfade.yaml";

/**
 * When users may be moved is a matter of the environment, not of the plan: what crossfade.yaml says when the control plane
 * starts counts for releases that were made before, too.
 */
export class Calendars {
  readonly #deps: ControlDeps;

  constructor(deps: ControlDeps) {
    this.#deps = deps;
  }

  /** Ids of the releases whose windows or freezes are others now. */
  async tell(): Promise<readonly string[]> {
    const { environments, store } = this.#deps;
    const told = environments.map(async (environment) => {
      const lines = await store.list(environment.id);
      const open = lines.filter(({ phase }) => phase === "draft" || phase === "running");
      const changed = await Promise.all(open.map(({ id }) => this.#tellOne(environment, id)));
      return open.filter((_, index) => changed[index]).map(({ id }) => id);
    });
    return (await Promise.all(told)).flat();
  }

  async #tellOne({ ramps }: ControlEnvironment, id: string): Promise<boolean> {
    const { store, nowMs } = this.#deps;
    for (let count = 0; count < maxTries; count++) {
      const release = await store.read(id);
      if (release === undefined || ramps === undefined) return false;
      const calendar = ramps.calendar(nowMs());
      if (!isOther(release, calendar, nowMs())) return false;
      const events = [{ kind: "calendar-changed", calendar }] as const;
      const { seq } = release.progress;
      const { kind } = await store.append({ release: id, expectedSeq: seq, actor, events });
      if (kind === "written") return true;
    }
    return false;
  }
}

/** Ways back are asked for no window. */
function isOther(
  { spec, progress }: StoredRelease,
  calendar: ReturnType<typeof calendarOf>,
  fromMs: number,
): boolean {
  if (spec.takesBack !== undefined) return false;
  const known = calendarOf(spec, progress);
  const hasWindows = known.windows !== undefined && calendar.windows !== undefined;
  const toMs = hasWindows ? fromMs + aheadMs : Number.POSITIVE_INFINITY;
  return !isSameCalendar(known, calendar, { fromMs, toMs });
}
