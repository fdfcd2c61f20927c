import {
  CrossfadeError,
  type JournalEntry,
  judgedSteps,
  judgementKey,
  liveVersions,
  may,
  type ReleaseEvent,
  type ReleaseLine,
  type ReleaseSpec,
  type StoredRelease,
  withLatestJudgement,
} from "@crossfade/core";
import { releaseView } from "../release/release-view.ts";
import type {
  AnswerRequest,
  ApproveRequest,
  CreateRequest,
  DenyRequest,
  LetGoRequest,
  PromoteRequest,
  StartRequest,
  WhyRequest,
} from "../wire/requests.ts";
import type { Created, ReleaseList, ReleaseView } from "../wire/views.ts";
import { type Caller, need, needOne } from "./caller.ts";
import type { ControlDeps } from "./control-deps.ts";
import { knownEnvironment } from "./known-environment.ts";
import { leftCounts } from "./left-counts.ts";
import { excludes, givesWayTo, needStartable } from "./may-start.ts";
import { answered, approved, denied } from "./people-said.ts";
import { aborted, held, letGo, promoted, resumed, retried, started } from "./people-steered.ts";
import { releaseName } from "./release-name.ts";
import type { Wakes } from "./wakes.ts";

/** The engine writes too: so often what was decided is decided anew for what it has written. */
const maxTries = 20;
/** Whoever watches a rung sees so often how far its evidence has come. */
const judgedEveryMs = 5_000;

type Decide = (release: StoredRelease) => readonly ReleaseEvent[] | Promise<readonly ReleaseEvent[]>;

/** Releases, as people see and steer them. Whatever they say is written into the journal in their name. */
export class Releases {
  readonly #deps: ControlDeps;
  readonly #wakes: Wakes;

  constructor(deps: ControlDeps, wakes: Wakes) {
    this.#deps = deps;
    this.#wakes = wakes;
  }

  /** Those that the caller may look at, the newest first. */
  async list(caller: Caller, environment?: string): Promise<ReleaseList> {
    if (environment !== undefined) {
      need(caller, "read", { environment });
      knownEnvironment(this.#deps.environments, environment);
    }
    const all = await this.#deps.store.list(environment);
    const readable = all.filter((each) => may(caller.grants, "read", { environment: each.environment }));
    return { releases: await Promise.all(readable.map((line) => this.#lineOf(line))) };
  }

  /** CF_RELEASE_UNKNOWN, CF_FORBIDDEN */
  async show(caller: Caller, id: string): Promise<ReleaseView> {
    return this.#view(await this.#readable(caller, id));
  }

  /** CF_RELEASE_UNKNOWN, CF_FORBIDDEN */
  async journal(caller: Caller, id: string, afterSeq: number): Promise<readonly JournalEntry[]> {
    await this.#readable(caller, id);
    return this.#deps.store.journal(id, afterSeq);
  }

  /**
   * The release whenever it has changed since `afterSeq`: always the newest, so whoever is slow skips what is past. Ends
   * with the release, or when `signal` is aborted. CF_RELEASE_UNKNOWN, CF_FORBIDDEN
   */
  async *watch(
    caller: Caller,
    id: string,
    { afterSeq, signal }: { readonly afterSeq?: number | undefined; readonly signal: AbortSignal },
  ): AsyncGenerator<ReleaseView> {
    const { nowMs } = this.#deps;
    let seenSeq = afterSeq;
    let sentMs = nowMs();
    while (!signal.aborted) {
      const changed = this.#wakes.next(signal);
      const release = await this.#readable(caller, id);
      const { seq } = release.progress;
      // What gates see changes without an entry in the journal.
      const isDue = judgedSteps(release.progress).length > 0 && nowMs() - sentMs >= judgedEveryMs;
      if (seq !== seenSeq || isDue) {
        yield await this.#view(release);
        sentMs = nowMs();
      }
      seenSeq = seq;
      if (isOver(release)) return;
      await changed;
    }
  }

  /** CF_ENVIRONMENT_UNKNOWN, CF_FORBIDDEN, CF_RELEASE_EXISTS, and what stands between it and a plan. */
  async create(caller: Caller, request: CreateRequest): Promise<Created> {
    const { environment, to, choose, dryRun } = request;
    need(caller, "release", { environment, components: Object.keys(to) });
    const { store, environments, drafts, nowMs } = this.#deps;
    knownEnvironment(environments, environment);
    const live = liveVersions(await store.facts(environment));
    const id = request.id ?? (await this.#freeName(to));
    const ask = { environment, to, choose, id, by: caller.person, live, nowMs: nowMs() };
    const { proposal, draft } = await drafts.draft(ask);
    if (dryRun || draft === undefined) return { kind: "proposed", proposal };
    // What moves in the end may be more than what was named.
    need(caller, "release", scopeOf(draft.spec));
    for (const state of draft.states ?? []) await store.publish(state);
    await store.create(draft.spec, draft.basis);
    return { kind: "created", release: await this.show(caller, id), proposal };
  }

  async approve(caller: Caller, id: string, request: ApproveRequest): Promise<ReleaseView> {
    return this.#act(caller, id, (release) => {
      const { spec } = release;
      need(caller, "approve", { ...scopeOf(spec), approves: request.role });
      const lastsMs = knownEnvironment(this.#deps.environments, spec.environment).approvalsLastMs;
      return approved(release, request, { by: caller.person, nowMs: this.#deps.nowMs(), lastsMs });
    });
  }

  async deny(caller: Caller, id: string, request: DenyRequest): Promise<ReleaseView> {
    return this.#act(caller, id, (release) => {
      need(caller, "approve", { ...scopeOf(release.spec), approves: request.role });
      return denied(release, request);
    });
  }

  /** CF_ENVIRONMENT_BUSY, CF_PLAN_OUTDATED beside what `started` refuses. */
  async start(caller: Caller, id: string, request: StartRequest): Promise<ReleaseView> {
    let isNew = false;
    const view = await this.#act(caller, id, async (release) => {
      need(caller, rightTo(release.spec), scopeOf(release.spec));
      const events = started(release, request, this.#deps.nowMs());
      isNew = events.length > 0;
      if (isNew) await this.needStartable(release.spec);
      return events;
    });
    return isNew ? this.giveWay(caller, id) : view;
  }

  async promote(caller: Caller, id: string, request: PromoteRequest): Promise<ReleaseView> {
    return this.#act(caller, id, (release) => {
      const right = request.override === undefined ? rightTo(release.spec) : "override";
      need(caller, right, scopeOf(release.spec));
      return promoted(release, request);
    });
  }

  async letGo(caller: Caller, id: string, request: LetGoRequest): Promise<ReleaseView> {
    return this.#act(caller, id, (release) => {
      need(caller, rightTo(release.spec), scopeOf(release.spec));
      return letGo(release, request, this.#deps.nowMs());
    });
  }

  async hold(caller: Caller, id: string, request: WhyRequest): Promise<ReleaseView> {
    return this.#act(caller, id, (release) => {
      this.#needAnyPart(caller, release.spec);
      return held(release, request);
    });
  }

  async resume(caller: Caller, id: string): Promise<ReleaseView> {
    return this.#act(caller, id, (release) => {
      need(caller, rightTo(release.spec), scopeOf(release.spec));
      return resumed(release);
    });
  }

  async retry(caller: Caller, id: string): Promise<ReleaseView> {
    return this.#act(caller, id, (release) => {
      need(caller, rightTo(release.spec), scopeOf(release.spec));
      return retried(release);
    });
  }

  async abort(caller: Caller, id: string, request: WhyRequest): Promise<ReleaseView> {
    return this.#act(caller, id, (release) => {
      this.#needAnyPart(caller, release.spec);
      return aborted(release, request);
    });
  }

  async answer(caller: Caller, id: string, request: AnswerRequest): Promise<ReleaseView> {
    return this.#act(caller, id, (release) => {
      const scope = scopeOf(release.spec);
      needOne(caller, [
        [rightTo(release.spec), scope],
        ["approve", scope],
      ]);
      return answered(release, request, caller.person);
    });
  }

  /** For those that lead back as well. CF_ENVIRONMENT_BUSY, CF_PLAN_OUTDATED */
  async needStartable(spec: ReleaseSpec): Promise<void> {
    const { store } = this.#deps;
    const [others, facts] = await Promise.all([this.#inTheWay(spec), store.facts(spec.environment)]);
    needStartable(spec, { others, live: liveVersions(facts) });
  }

  /** Right after a start: held, if another was started in the same moment. */
  async giveWay(caller: Caller, id: string): Promise<ReleaseView> {
    return this.#act(caller, id, async (release) => {
      const { spec, progress } = release;
      const other = givesWayTo(spec, await this.#inTheWay(spec));
      const isWaiting = other === undefined || progress.phase !== "running" || progress.hold !== undefined;
      return isWaiting ? [] : [{ kind: "held", why: `${other.id} was started at the same time.` }];
    });
  }

  /** Releases under way that this one must not run beside: a flag that climbs disturbs only who turns it, too. */
  async #inTheWay(spec: ReleaseSpec): Promise<readonly ReleaseLine[]> {
    const { store } = this.#deps;
    const lines = (await store.list(spec.environment)).filter(
      ({ id, phase }) => id !== spec.id && (phase === "running" || phase === "aborting"),
    );
    const stored = await Promise.all(lines.map(({ id }) => store.read(id)));
    return lines.filter((_, index) => {
      const other = stored[index]?.spec;
      return other === undefined || excludes(spec, other);
    });
  }

  /** CF_RELEASE_UNKNOWN, CF_FORBIDDEN */
  async #readable(caller: Caller, id: string): Promise<StoredRelease> {
    const release = await this.#stored(id);
    need(caller, "read", { environment: release.spec.environment });
    return release;
  }

  async #stored(id: string): Promise<StoredRelease> {
    const release = await this.#deps.store.read(id);
    if (release === undefined) throw new CrossfadeError("CF_RELEASE_UNKNOWN", { release: id });
    return release;
  }

  /** Whoever may move one of its parts may stop it: standing still is never locked. */
  #needAnyPart(caller: Caller, spec: ReleaseSpec): void {
    const { environment, components } = scopeOf(spec);
    needOne(
      caller,
      components.map((component) => [rightTo(spec), { environment, components: [component] }] as const),
    );
  }

  /** Decides for the release as it is, and again if others wrote meanwhile. CF_RELEASE_CONTENDED */
  async #act(caller: Caller, id: string, decide: Decide): Promise<ReleaseView> {
    for (let count = 0; count < maxTries; count++) {
      const release = await this.#stored(id);
      const events = await decide(release);
      if (events.length === 0) return this.#view(release);
      const append = { release: id, expectedSeq: release.progress.seq, actor: caller.person, events };
      const result = await this.#deps.store.append(append);
      if (result.kind === "written") return this.#view(await this.#stored(id));
    }
    throw new CrossfadeError("CF_RELEASE_CONTENDED", { release: id });
  }

  async #view({ spec, progress: told }: StoredRelease): Promise<ReleaseView> {
    const { store, nowMs } = this.#deps;
    let progress = told;
    for (const step of judgedSteps(told))
      progress = withLatestJudgement(progress, step, await store.evidence(judgementKey(spec.id, step)));
    const lines = await store.list(spec.environment);
    const left = await leftCounts(store, { spec, progress });
    const createdMs = lines.find(({ id }) => id === spec.id)?.createdMs ?? 0;
    return releaseView({ spec, progress, createdMs, nowMs: nowMs(), left });
  }

  async #lineOf(line: ReleaseLine): Promise<ReleaseList["releases"][number]> {
    const release = await this.#deps.store.read(line.id);
    return { ...line, moves: release === undefined ? [] : movesOf(release.spec) };
  }

  async #freeName(to: CreateRequest["to"]): Promise<string> {
    const taken = new Set((await this.#deps.store.list()).map(({ id }) => id));
    const dice = () => Buffer.from(this.#deps.randomBytes(4)).toString("hex");
    return releaseName(to, (name) => taken.has(name), dice);
  }
}

/** What it touches: whoever steers it needs all of it. */
export function scopeOf(spec: ReleaseSpec): {
  readonly environment: string;
  readonly components: readonly string[];
} {
  const moved = spec.plan.steps.map(({ component }) => component);
  const components = [...new Set(spec.ramps === undefined ? moved : [spec.ramps])];
  return { environment: spec.environment, components };
}

/** A flag that climbs belongs to those who may set it. */
function rightTo({ ramps }: ReleaseSpec): "release" | "flags" {
  return ramps === undefined ? "release" : "flags";
}

function movesOf({ plan }: ReleaseSpec): readonly string[] {
  return Object.entries(plan.to)
    .filter(([component, label]) => plan.from[component] !== label)
    .map(([component, label]) => `${component}@${label}`);
}

function isOver({ progress }: StoredRelease): boolean {
  return progress.phase === "completed" || progress.phase === "aborted";
}
