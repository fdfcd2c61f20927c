import type { Kind, Step } from "@crossfade/core";
import type { Report } from "../../../packages/crossfade/src/analysis/report.ts";
import { drain } from "./server-talks.ts";
import type { Shop } from "./shop.ts";
import { talkOf, trouble } from "./talks.ts";
import { World } from "./world.ts";

/** What a plan looks like while it is carried out on one system. */
export interface Walk {
  /** States of the release: one after each step, and the one before the first. */
  readonly states: number;
  readonly talks: number;
  /** Pairs that were in contact and could not talk. */
  readonly failures: readonly string[];
  /** Every pair that was in contact, to be held against the matrix. */
  readonly met: ReadonlySet<string>;
}

/** Picks the next step among those that may happen. */
export type Choice = (ready: readonly Step[]) => Step | undefined;

interface Pair {
  readonly link: string;
  readonly sender: string;
  readonly receiver: string;
}

/** Kinds whose versions run nowhere before users get them: pages, files. Of all others a dark process is there already. */
const cold: ReadonlySet<Kind> = new Set(["web", "add-in", "extension", "assets", "flags"]);

/** How many things a sender leaves that are gone once they were taken. */
const leftAtOnce = 4;

/**
 * Carries a plan out, step by step, until it is done or something fails, on one database and with one process for each version, and has every pair that is in
 * contact talk. Who is in contact is read from the steps alone, as DESIGN says it, not from what the planner computed.
 */
export async function walk(shop: Shop, report: Report, choose: Choice, server?: string): Promise<Walk> {
  if (report.planning.kind === "impossible") throw new Error("there is no plan to walk");
  const release = new Release(report, await World.open(shop, report.planning.plan.from.db ?? "", server));
  try {
    return await release.run(choose);
  } finally {
    await release.world.close();
  }
}

class Release {
  readonly world: World;
  readonly #report: Report;
  readonly #kinds: ReadonlyMap<string, Kind>;
  readonly #steps: readonly Step[];
  readonly #done = new Set<string>();
  /** "api@1.0.0" to what each link still holds of it. */
  readonly #left = new Map<string, Map<string, string[]>>();
  readonly #talked = new Set<string>();
  readonly #met = new Set<string>();
  readonly #failures: string[] = [];
  #states = 0;
  #talks = 0;

  constructor(report: Report, world: World) {
    this.world = world;
    this.#report = report;
    this.#kinds = new Map(report.components.map(({ id, kind }) => [id, kind]));
    this.#steps = report.planning.kind === "impossible" ? [] : report.planning.plan.steps;
  }

  async run(choose: Choice): Promise<Walk> {
    await this.#talkAll();
    while (this.#failures.length === 0) {
      const step = choose(this.#ready());
      if (!step) break;
      for (const each of this.#together(step)) await this.#perform(each);
      await this.#talkAll();
    }
    if (this.#failures.length === 0) await this.#finish();
    return { states: this.#states, talks: this.#talks, failures: this.#failures, met: this.#met };
  }

  /** Nothing is left to do, what is there now talks once more, and no worker has failed on any message. */
  async #finish(): Promise<void> {
    const undone = this.#steps.filter(({ id }) => !this.#done.has(id));
    if (undone.length > 0)
      throw new Error(`no step is ready, and these are left: ${undone.map(({ id }) => id)}`);
    this.#talked.clear();
    await this.#talkAll();
    const putBack = await this.world.database.run(["SELECT body FROM messages WHERE attempts > 0"]);
    this.#failures.push(...putBack.map(({ body }) => `a worker failed: ${JSON.stringify(body)}`));
  }

  #ready(): readonly Step[] {
    return this.#steps.filter(
      (step) => !this.#done.has(step.id) && this.#together(step).every((each) => this.#mayHappen(each, step)),
    );
  }

  /** Steps with one switch happen at one moment. */
  #together(step: Step): readonly Step[] {
    return step.switch === undefined ? [step] : this.#steps.filter((each) => each.switch === step.switch);
  }

  #mayHappen(step: Step, first: Step): boolean {
    const group = new Set(this.#together(first).map(({ id }) => id));
    return this.#waitsOf(step).every(({ before }) => this.#done.has(before) || group.has(before));
  }

  #waitsOf(step: Step) {
    const { planning } = this.#report;
    return planning.kind === "impossible" ? [] : planning.plan.waits.filter(({ after }) => after === step.id);
  }

  async #perform(step: Step): Promise<void> {
    for (const wait of this.#waitsOf(step))
      if (wait.kind === "empty" && wait.link !== undefined)
        await this.#drain(wait.link, this.#stepOf(wait.before));
    if (step.kind === "gone") await this.#leave(step.component, step.version);
    this.#done.add(step.id);
    if (step.component === "db" && step.kind === "start") {
      await this.world.migrate(step.version);
      this.#talked.clear();
    }
    const over =
      step.kind === "gone" || (step.kind === "end" && !this.#has("gone", step.component, step.version));
    if (over) await this.world.stop(step.component, step.version);
    this.#states++;
  }

  #stepOf(id: string): Step {
    const step = this.#steps.find((each) => each.id === id);
    if (!step) throw new Error(`the plan waits for ${id}, which is no step`);
    return step;
  }

  /** What a version has put into a queue or store and nobody has taken yet, when its last process goes. */
  async #leave(component: string, version: string): Promise<void> {
    for (const { id, sender } of this.#report.links) {
      const talk = talkOf(id);
      if (sender !== component || "meet" in talk) continue;
      const left: string[] = [];
      try {
        while (left.length < leftAtOnce) left.push(await talk.leave(this.world, version));
      } catch (error) {
        this.#failures.push(`${component} ${version} can no longer speak on ${id}: ${String(error)}`);
      }
      const ofVersion = this.#left.get(`${component}@${version}`) ?? new Map<string, string[]>();
      this.#left.set(`${component}@${version}`, ofVersion.set(id, left));
    }
  }

  /** The queue is used up by whoever still takes from it; only then may the plan go on. */
  async #drain(link: string, { component, version }: Step): Promise<void> {
    const [taker] = this.#inContact().filter((pair) => pair.link === link && pair.sender === version);
    if (!taker) throw new Error(`nobody can drain ${link}`);
    await drain(this.world, taker.receiver);
    this.#left.get(`${component}@${version}`)?.delete(link);
  }

  async #talkAll(): Promise<void> {
    for (const pair of this.#inContact()) {
      const key = `${pair.link}: ${pair.sender} → ${pair.receiver}`;
      if (this.#talked.has(key)) continue;
      this.#talked.add(key);
      this.#met.add(key);
      this.#talks++;
      const said = await this.#trouble(pair);
      if (said !== undefined) this.#failures.push(`${key}: ${said}`);
    }
  }

  /** A sender that is gone is heard through what it left. */
  async #trouble(pair: Pair & { readonly gone: boolean }): Promise<string | undefined> {
    if (!pair.gone) return trouble(this.world, pair);
    const talk = talkOf(pair.link);
    const left = this.#leftOf(pair);
    const one = "meet" in talk || !talk.once ? left[0] : left.pop();
    if ("meet" in talk || one === undefined) return "what was left for this test is used up";
    return talk.take(this.world, one, pair.receiver).then(
      () => undefined,
      (error: Error) => error.message,
    );
  }

  #leftOf({ link, sender }: Pair): string[] {
    const from = this.#report.links.find(({ id }) => id === link)?.sender;
    return this.#left.get(`${from}@${sender}`)?.get(link) ?? [];
  }

  #inContact(): readonly (Pair & { readonly gone: boolean })[] {
    return this.#report.matrix.flatMap(({ link, sender, receiver, rows }) =>
      rows.flat().flatMap((cell) => {
        const pair = { link, sender: cell.sender, receiver: cell.receiver };
        const reached = this.#isReached(receiver, cell.receiver, link);
        const speaks = this.#runs(sender, cell.sender);
        const isLeft = !speaks && this.#leftOf(pair).length > 0;
        return reached && (speaks || isLeft) ? [{ ...pair, gone: isLeft }] : [];
      }),
    );
  }

  /** A call and a file need traffic; a queue, a store and a schema are read by any process. */
  #isReached(component: string, version: string, link: string): boolean {
    const medium = this.#report.links.find(({ id }) => id === link)?.medium;
    const routed = medium === "direct" || medium === "assets";
    return routed ? this.#serves(component, version) : this.#runs(component, version);
  }

  #serves(component: string, version: string): boolean {
    return this.#happened("start", component, version) && !this.#isOver("end", component, version);
  }

  #runs(component: string, version: string): boolean {
    const kind = this.#kinds.get(component);
    if (kind === undefined || cold.has(kind)) return this.#serves(component, version);
    const last = this.#has("gone", component, version) ? "gone" : "end";
    const first = this.#has("deploy", component, version) ? "deploy" : "start";
    return this.#happened(first, component, version) && !this.#isOver(last, component, version);
  }

  /** What the plan has no step for was so before it began. */
  #happened(kind: Step["kind"], component: string, version: string): boolean {
    return !this.#has(kind, component, version) || this.#done.has(`${kind} ${component}@${version}`);
  }

  #isOver(kind: Step["kind"], component: string, version: string): boolean {
    return this.#has(kind, component, version) && this.#done.has(`${kind} ${component}@${version}`);
  }

  #has(kind: Step["kind"], component: string, version: string): boolean {
    return this.#steps.some((step) => step.id === `${kind} ${component}@${version}`);
  }
}
