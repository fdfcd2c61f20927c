import {
  type Consumers,
  type DeployAction,
  type DeployAnswer,
  type DeployOrder,
  type Fact,
  joinVersion,
  keepsBothSets,
  leaveVersion,
  type Outcome,
  replacesAtOnce,
} from "@crossfade/core";
import { endpointsOf, liveOf } from "./members.ts";
import { nameOf, routersOf, type Target, type Work } from "./performing.ts";
import { whyUnready } from "./readiness.ts";
import { atEach, changeRouter } from "./router-change.ts";

export interface Asked extends Target {
  /** The effect's. */
  readonly id: string;
  /** The step of the plan: a person may say that it is done, whoever deploys. */
  readonly step?: string;
  /** Only a set of servers: nobody says by name that it is done, as each set is a matter of its own. */
  readonly roll?: Pick<DeployOrder, "set" | "sets" | "replaces" | "updated">;
}

/** It runs and serves nobody; every router that will send users to it knows where it is. */
export async function deploy(work: Work, asked: Asked): Promise<Outcome> {
  const known = endpointsOf(await liveOf(work), asked);
  const kind = work.context.spec.transitions[asked.component]?.kind;
  const paused = kind === "worker" || kind === "job" ? ({ paused: true } as const) : {};
  const answer = (await stillRunning(work, asked, known)) ?? (await ordered(work, "deploy", asked, paused));
  if (answer.kind !== "done") return answer;
  const endpoints = answer.endpoints ?? known;
  await recorded(work, { kind: "deployed", ...fact(asked), endpoints });
  const routers = routersOf(work, asked.component);
  const isRouted = work.context.spec.transitions[asked.component]?.by === "router";
  if (isRouted && routers.length > 0 && endpoints.length === 0)
    return {
      kind: "failed",
      why: `${nameOf(asked)} is deployed, but nobody said where: \`crossfade deployed ${asked.component}@${asked.version} --endpoint URL\``,
    };
  if (isRouted)
    await atEach(routers, (router) =>
      changeRouter(work, router, {
        change: (state) =>
          joinVersion(state, {
            component: asked.component,
            label: asked.version,
            urls: endpoints,
            salt: work.context.spec.id,
            isWanted: true,
          }),
      }),
    );
  return { kind: "done", note: answer.note ?? deployedNote(endpoints) };
}

/** Going back is quick because the old version is still there: what runs and is ready is not deployed once more. */
async function stillRunning(
  work: Work,
  asked: Asked,
  endpoints: readonly string[],
): Promise<DeployAnswer | undefined> {
  if (work.context.spec.takesBack === undefined || endpoints.length === 0) return undefined;
  const problem = await whyUnready(work, asked, { endpoints, times: 1 });
  return problem === undefined ? { kind: "done", note: stillNote(endpoints) } : undefined;
}

export interface Activation {
  readonly replaces?: string;
  /** Only so many of them. */
  readonly consumers?: Consumers;
}

/**
 * It serves from now on. What is replaced at once (a schema, a value) is there no more, whichever version it was: a step
 * that was lost half-way may have left one that the plan does not know. Files stay, whichever set pages name.
 */
export async function activate(
  work: Work,
  asked: Asked,
  { replaces, consumers }: Activation,
): Promise<Outcome> {
  const answer = await ordered(work, "activate", asked, consumers);
  if (answer.kind !== "done") return answer;
  const transition = work.context.spec.transitions[asked.component];
  if (transition !== undefined && keepsBothSets(transition)) {
    const ends: readonly Fact[] =
      replaces === undefined ? [] : [{ kind: "ended", component: asked.component, label: replaces }];
    await recorded(work, { kind: "started", ...fact(asked) }, ...ends);
    return { kind: "done", ...noteOf(answer) };
  }
  const kind = transition?.kind;
  const others = (await liveOf(work)).filter(
    ({ component, label }) => component === asked.component && label !== asked.version,
  );
  const isAlone = kind !== undefined && replacesAtOnce(kind);
  const replaced = others.filter(({ label }) => isAlone || label === replaces);
  const ends = replaced.flatMap(({ component, label }): readonly Fact[] => [
    { kind: "ended", component, label },
    { kind: "gone", component, label },
  ]);
  await recorded(work, { kind: "started", ...fact(asked) }, ...ends);
  return { kind: "done", ...partNote(asked, consumers), ...noteOf(answer) };
}

/** With `consumers` some of it goes on: it has not ended. Of files nothing runs that could be stopped. */
export async function deactivate(
  work: Work,
  asked: Asked,
  consumers: Consumers | undefined,
): Promise<Outcome> {
  const transition = work.context.spec.transitions[asked.component];
  if (transition !== undefined && keepsBothSets(transition)) return leaveFiles(work, asked);
  const answer = await ordered(work, "deactivate", asked, consumers);
  if (answer.kind !== "done") return answer;
  if (consumers === undefined) await recorded(work, { kind: "ended", ...fact(asked) });
  return { kind: "done", ...partNote(asked, consumers), ...noteOf(answer) };
}

/** Whoever keeps them may delete them; nobody here does. With its last page a set is gone, unless the plan says so later. */
async function leaveFiles(work: Work, asked: Asked): Promise<Outcome> {
  const gone = `gone ${asked.component}@${asked.version}`;
  const comesLater = asked.step !== gone && work.context.spec.plan.steps.some(({ id }) => id === gone);
  await recorded(
    work,
    { kind: "ended", ...fact(asked) },
    ...(comesLater ? [] : [{ kind: "gone", ...fact(asked) } as const]),
  );
  const name = nameOf(asked);
  const note = comesLater
    ? `no page asks for files of ${name} any more; they stay until ${name} is gone, so that one can go back`
    : `nobody needs files of ${name} any more: whoever keeps them may delete those that no other set has`;
  return { kind: "done", note };
}

/** A job, once and now: its deployer answers when the run is over, and has failed if the run has. */
export async function runOnce(work: Work, asked: Asked): Promise<Outcome> {
  const answer = await ordered(work, "run", asked);
  if (answer.kind !== "done") return answer;
  return {
    kind: "done",
    note: `${nameOf(asked)} ran once: ${answer.note ?? "its deployer says that it went well"}`,
  };
}

/** No router knows it any more, then its last process ends. */
export async function retire(work: Work, asked: Asked): Promise<Outcome> {
  const transition = work.context.spec.transitions[asked.component];
  if (transition !== undefined && keepsBothSets(transition)) return leaveFiles(work, asked);
  await leaveRouters(work, asked);
  const { onlyWaits = false } = work.environment.deployerOf(asked.component);
  const gone = () => recorded(work, { kind: "gone", ...fact(asked) });
  // Before the order, whose answer may never come: who goes back then has it deployed again, and nobody relies on it.
  if (!onlyWaits) await gone();
  const answer = await ordered(work, "retire", asked);
  if (answer.kind !== "done") return answer;
  if (onlyWaits) await gone();
  // Whoever keeps routers may have asked before that was known, and told them of it since.
  await leaveRouters(work, asked);
  return { kind: "done", ...noteOf(answer) };
}

async function leaveRouters(work: Work, asked: Asked): Promise<void> {
  await atEach(routersOf(work, asked.component), (router) =>
    changeRouter(work, router, { change: (state) => leaveVersion(state, fact(asked)) }),
  );
}

/** A rewrite, a purge, a drained queue, a cut-off. */
export async function operate(work: Work, asked: Asked): Promise<Outcome> {
  const answer = await ordered(work, "operate", asked);
  return answer.kind === "done" ? { kind: "done", ...noteOf(answer) } : answer;
}

/** Asks the deployer; where it has to wait, the word of a person counts as well. */
export async function ordered(
  { context, environment }: Work,
  action: DeployAction,
  { id, component, version, step, roll }: Asked,
  more: Pick<DeployOrder, "count" | "of" | "paused" | "link"> = {},
): Promise<DeployAnswer> {
  const { spec, progress, fence, onUnwanted } = context;
  const said =
    step !== undefined && Object.hasOwn(progress.answers, step) ? progress.answers[step] : undefined;
  if (said?.answer === "yes") return { kind: "done", note: `${said.by} says so`, empty: true };
  const named = step === undefined ? {} : { step };
  const order = {
    id,
    release: spec.id,
    environment: spec.environment,
    action,
    component,
    version,
    ...named,
    ...roll,
    ...more,
    fence,
  };
  return environment.deployerOf(component).perform(order, onUnwanted);
}

export async function recorded({ facts, context }: Work, ...told: readonly Fact[]): Promise<void> {
  await facts.record(context.spec.environment, "engine", told);
}

export function fact({ component, version }: Target): { readonly component: string; readonly label: string } {
  return { component, label: version };
}

function noteOf({ note }: { readonly note?: string }): { readonly note?: string } {
  return note === undefined ? {} : { note };
}

/** What was asked for; a note of the deployer's own says more. */
function partNote(asked: Asked, consumers: Consumers | undefined): { readonly note?: string } {
  if (consumers === undefined) return {};
  return { note: `${consumers.count} of ${consumers.of} consumers are those of ${nameOf(asked)}` };
}

function deployedNote(endpoints: readonly string[]): string {
  return endpoints.length === 0 ? "deployed" : `deployed, at ${firstOf(endpoints)}`;
}

function stillNote(endpoints: readonly string[]): string {
  return `still runs, at ${firstOf(endpoints)}: nothing had to be deployed`;
}

function firstOf(endpoints: readonly string[]): string {
  return `${endpoints.slice(0, 3).join(", ")}${endpoints.length > 3 ? " and more" : ""}`;
}
