import {
  type DeployAction,
  type DeployAnswer,
  type Deployer,
  type DeployOrder,
  type FactStore,
  type LiveVersion,
  liveVersions,
} from "@crossfade/core";

const lookEveryMs = 2_000;

/** Somebody else deploys, their own CI as a rule, and says so with `crossfade deployed`: here it is only waited for. */
export function createExternalDeployer(facts: FactStore): Deployer {
  return {
    async perform(order) {
      const { environment, component, version } = order;
      const live = liveVersions(await facts.facts(environment));
      const found = live.find((each) => each.component === component && each.label === version);
      return isSo[order.action](found) ? doneWith(order, found) : waiting(order);
    },
  };
}

/** Nothing but a person's word shows that rows were rewritten, or that a queue is empty. */
const isSo: Readonly<Record<DeployAction, (live: LiveVersion | undefined) => boolean>> = {
  deploy: (live) => live !== undefined,
  activate: (live) => live?.phase === "released",
  deactivate: (live) => live === undefined || live.phase === "ended",
  retire: (live) => live === undefined,
  operate: () => false,
  measure: () => false,
};

function doneWith({ action }: DeployOrder, live: LiveVersion | undefined): DeployAnswer {
  return {
    kind: "done",
    ...(action === "deploy" && live !== undefined ? { endpoints: live.endpoints } : {}),
  };
}

function waiting({ action, component, version, step, environment }: DeployOrder): DeployAnswer {
  const name = `${component}@${version}`;
  const sentences: Readonly<Record<DeployAction, string>> = {
    deploy: `Waits until somebody deploys it and says so: crossfade deployed ${name} --environment ${environment} --endpoint URL`,
    activate: `Waits until ${name} has its users, and somebody says so.`,
    deactivate: `Waits until ${name} has no users any more, and somebody says so.`,
    retire: `Waits until the last process of ${name} has ended, and somebody says so.`,
    operate: `Waits until somebody says that it is done: ${step ?? name}.`,
    measure: `Waits until somebody says that nothing is left: ${step ?? name}.`,
  };
  return { kind: "pending", againInMs: lookEveryMs, why: sentences[action] };
}
