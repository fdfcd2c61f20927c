import type { Deed, Effect, Outcome, PerformContext, Performer } from "@crossfade/core";
import { rejoin } from "./balancer-leaving.ts";
import { type Asked, activate, deactivate, deploy, operate, retire, runOnce } from "./deploying.ts";
import { flag, roomFor } from "./flagging.ts";
import { judge } from "./judging.ts";
import { drain, pin } from "./moving.ts";
import { measure, observe } from "./observing.ts";
import type { FilesOfVersion, PerformerOptions, Work } from "./performing.ts";
import { rehearse } from "./rehearsal.ts";
import { roll } from "./rolling.ts";
import { verify } from "./verifying.ts";
import { weigh } from "./weighing.ts";

/**
 * Makes effects of a release happen in the world: at routers, by deployers, with probes. It decides nothing: what is wanted
 * comes with the effect, what became of it goes back. Nothing is kept here; what has to be remembered is in the stores.
 */
export class ReleasePerformer implements Performer {
  readonly #options: PerformerOptions;

  constructor(options: PerformerOptions) {
    this.#options = options;
  }

  async perform(effect: Effect, context: PerformContext): Promise<Outcome> {
    const { facts, evidence, elapsedMs, filesOf = nobodyKnows } = this.#options;
    const { environment: name } = context.spec;
    const environment = this.#options.environment(name);
    if (environment === undefined)
      return { kind: "failed", why: `crossfade.yaml of this control plane has no environment ${name}.` };
    const work: Work = { context, environment, facts, evidence, elapsedMs, filesOf };
    switch (effect.kind) {
      case "judge":
        return judge(work, effect);
      case "measure":
        return measure(work, effect.id, effect.wait);
      case "deed":
        return done(work, effect.deed, { id: effect.id, step: effect.step });
      case "undo":
        return done(work, effect.deed, { id: effect.id, isUndo: true });
    }
  }
}

const nobodyKnows = async (component: string, version: string): Promise<FilesOfVersion> => ({
  kind: "unknown",
  why: `nobody here knows the files of ${component} ${version}`,
});

interface Named {
  readonly id: string;
  readonly step?: string;
  readonly isUndo?: boolean;
}

async function done(work: Work, deed: Deed, { id, step, isUndo = false }: Named): Promise<Outcome> {
  if (deed.kind === "observe") return observe(work, deed.step);
  if (deed.kind === "operate") return operated(work, id, deed.step);
  if (deed.kind === "flag") return flag(work, { deed, isUndo, ...(step === undefined ? {} : { step }) });
  const asked: Asked = {
    id,
    component: deed.component,
    version: deed.version,
    ...(step === undefined ? {} : { step }),
  };
  switch (deed.kind) {
    case "deploy":
      return deploy(work, asked);
    case "roll":
      return roll(work, id, deed);
    case "rejoin":
      return rejoin(work, deed);
    case "verify":
      return verify(work, asked);
    case "rehearse":
      return rehearse(work, asked);
    case "pin":
      return pin(work, asked, deed.users);
    case "weigh":
      return weigh(work, deed, isUndo);
    case "run":
      return runOnce(work, asked);
    case "activate":
      await roomFor(work, asked);
      return activate(work, asked, deed);
    case "deactivate":
      return deactivate(work, asked, deed.consumers);
    case "drain":
      return drain(work, asked);
    case "retire":
      return retire(work, asked);
  }
}

async function operated(work: Work, id: string, name: string): Promise<Outcome> {
  const step = work.context.spec.plan.steps.find((each) => each.id === name);
  if (step === undefined) return { kind: "failed", why: `The plan has no step ${name}.`, final: true };
  const { component, version } = step;
  return operate(work, { id, component, version, step: name });
}
