import {
  CrossfadeError,
  liveVersions,
  may,
  type ReleaseEvent,
  type StoredRelease,
  undoDeeds,
} from "@crossfade/core";
import { type WayBackDraft, wayBackOf } from "../release/way-back.ts";
import type { RollbackRequest } from "../wire/requests.ts";
import type { RolledBack } from "../wire/views.ts";
import { type Caller, need } from "./caller.ts";
import type { ControlDeps } from "./control-deps.ts";
import type { ControlEnvironment } from "./control-ports.ts";
import { countedLeftovers } from "./counted-leftovers.ts";
import { countedMoves } from "./counted-moves.ts";
import { countedPages } from "./counted-pages.ts";
import { releaseName } from "./release-name.ts";
import { type Releases, scopeOf } from "./releases.ts";

/** A release is taken back by another one, on the mirrored plan, once a person has seen what that costs. */
export class Rollbacks {
  readonly #deps: ControlDeps;
  readonly #releases: Releases;

  constructor(deps: ControlDeps, releases: Releases) {
    this.#deps = deps;
    this.#releases = releases;
  }

  /**
   * Confirmed by the hash of what was shown, so it starts at once. CF_RELEASE_UNKNOWN, CF_FORBIDDEN,
   * CF_RELEASE_BASIS_MISSING, CF_ROLLBACK_TOO_EARLY, CF_PLAN_HASH_MISSING, CF_PLAN_CHANGED, CF_ROLLBACK_IMPOSSIBLE,
   * CF_ENVIRONMENT_BUSY, CF_PLAN_OUTDATED
   */
  async rollback(caller: Caller, id: string, request: RollbackRequest): Promise<RolledBack> {
    const { store } = this.#deps;
    const release = await store.read(id);
    if (release === undefined) throw new CrossfadeError("CF_RELEASE_UNKNOWN", { release: id });
    const { environment } = release.spec;
    if (request.dryRun) need(caller, "read", { environment });
    else need(caller, "release", scopeOf(release.spec));
    if (request.override !== undefined) need(caller, "override", scopeOf(release.spec));
    const way = await this.#wayBack(caller, release, request);
    if (request.dryRun) return { kind: "proposed", wayBack: way.view };
    const { spec, basis } = confirmed(release, way, request);
    await this.#end(caller, release);
    await this.#releases.needStartable(spec);
    await store.create(spec, basis);
    const events = startEvents(request, this.#deps.nowMs());
    await store.append({ release: spec.id, expectedSeq: 0, actor: caller.person, events });
    return { kind: "created", release: await this.#releases.giveWay(caller, spec.id), wayBack: way.view };
  }

  /** A release that only keeps old versions for this very moment is over with it. CF_RELEASE_CONTENDED */
  async #end(caller: Caller, { spec, progress }: StoredRelease): Promise<void> {
    if (progress.phase !== "running") return;
    const { id } = spec;
    const events: readonly ReleaseEvent[] = [
      { kind: "aborted", why: `${caller.person} rolls it back` },
      { kind: "ended", how: "aborted" },
    ];
    const { seq: expectedSeq } = progress;
    const result = await this.#deps.store.append({ release: id, expectedSeq, actor: caller.person, events });
    if (result.kind !== "written") throw new CrossfadeError("CF_RELEASE_CONTENDED", { release: id });
  }

  async #wayBack(
    caller: Caller,
    { spec, progress }: StoredRelease,
    { dryRun }: RollbackRequest,
  ): Promise<WayBackDraft> {
    const { store, environments, nowMs, randomBytes } = this.#deps;
    const [basis, lines, facts] = await Promise.all([
      store.basis(spec.id),
      store.list(),
      store.facts(spec.environment),
    ]);
    const live = liveVersions(facts);
    if (basis === undefined) throw new CrossfadeError("CF_RELEASE_BASIS_MISSING", { release: spec.id });
    const taken = new Set(lines.map((line) => line.id));
    const dice = () => Buffer.from(randomBytes(4)).toString("hex");
    const id = releaseName({ back: spec.id }, (name) => taken.has(name), dice);
    const way = wayBackOf({ spec, progress, basis, live, id, by: caller.person, nowMs: nowMs() });
    if (way.draft === undefined) return way;
    const environment = environments.find((each) => each.id === spec.environment);
    const moves = await countedMoves(way.draft.spec, environment?.routers ?? []);
    const left = dryRun ? await this.#counted(caller, way.draft, environment) : [];
    return { ...way, view: { ...way.view, counted: [...moves, ...left] } };
  }

  /** Before anybody decides. Whoever may only look starts nothing: a count may be a query over a whole table. */
  async #counted(
    caller: Caller,
    { spec, basis }: NonNullable<WayBackDraft["draft"]>,
    environment: ControlEnvironment | undefined,
  ): Promise<readonly string[]> {
    const { nowMs, randomBytes } = this.#deps;
    const mayAsk = may(caller.grants, "release", scopeOf(spec));
    const measure = mayAsk ? environment?.measure : undefined;
    const id = Buffer.from(randomBytes(4)).toString("hex");
    const routers = environment?.routers ?? [];
    const counted = await Promise.all([
      countedPages(spec.plan, basis.system, { routers, nowMs: nowMs() }),
      countedLeftovers(spec, { id, ...(measure === undefined ? {} : { measure }) }),
    ]);
    return counted.flat();
  }
}

function confirmed(
  { spec, progress }: StoredRelease,
  { view, draft }: WayBackDraft,
  { planHash, override }: RollbackRequest,
): NonNullable<WayBackDraft["draft"]> {
  const release = spec.id;
  const { phase } = progress;
  const isAtRest = phase === "running" && draft !== undefined && undoDeeds(spec, progress.steps).length === 0;
  if (phase === "draft" || (phase === "running" && !isAtRest) || phase === "aborting")
    throw new CrossfadeError("CF_ROLLBACK_TOO_EARLY", { release, phase });
  const isRefused = view.kind === "impossible" && override === undefined;
  if (isRefused || draft === undefined)
    throw new CrossfadeError("CF_ROLLBACK_IMPOSSIBLE", {
      release,
      why: view.impossible.join("; ") || "no order leads back",
    });
  if (planHash === undefined) throw new CrossfadeError("CF_PLAN_HASH_MISSING", { release });
  if (planHash !== view.planHash)
    throw new CrossfadeError("CF_PLAN_CHANGED", { release, shown: planHash, now: view.planHash ?? "none" });
  return draft;
}

/** Who answers for going past the point of no return is the first line of the journal. */
function startEvents({ override }: RollbackRequest, nowMs: number): readonly ReleaseEvent[] {
  const start: ReleaseEvent = { kind: "start-asked", atMs: nowMs };
  if (override === undefined) return [start];
  return [{ kind: "answered", item: "point-of-no-return", answer: "yes", note: override }, start];
}
