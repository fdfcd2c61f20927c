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
    onlyWaits: true,
    async perform(order) {
      const { environment, component, version } = order;
      const live = liveVersions(await facts.facts(environment));
      const found = live.find((each) => each.component === component && each.label === version);
      if (order.replaces !== undefined) return setAnswer(order, order.replaces, found);
      // Whether a part of it serves is nothing that anybody reports: all or nothing is.
      const isPart = order.count !== undefined && order.count !== order.of;
      return !isPart && isSo[order.action](found) ? doneWith(order, found) : waiting(order);
    },
  };
}

/** A set is updated when as many addresses more are told as it has servers: they may be the same or others. */
function setAnswer(
  { component, version, environment, set, sets, updated = [] }: DeployOrder,
  replaces: readonly string[],
  live: LiveVersion | undefined,
): DeployAnswer {
  const endpoints = (live?.endpoints ?? []).filter((url) => !updated.includes(url));
  if (endpoints.length >= replaces.length) return { kind: "done", endpoints };
  const all = [...updated, ...replaces].map((url) => `--endpoint ${url}`).join(" ");
  return {
    kind: "pending",
    againInMs: lookEveryMs,
    why: `Set ${set} of ${sets} is out of the balancer: ${replaces.join(", ")}. Waits until somebody updates it and says where all of the version runs: crossfade deployed ${component}@${version} --environment ${environment} ${all}`,
  };
}

/** Nothing but a person's word shows that rows were rewritten, that a queue is empty, or that a job has run. */
const isSo: Readonly<Record<DeployAction, (live: LiveVersion | undefined) => boolean>> = {
  deploy: (live) => live !== undefined,
  run: () => false,
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
    run: `Waits until somebody says that ${name} has run once, and well: ${step ?? name}.`,
    activate: `Waits until ${name} has its users, and somebody says so.`,
    deactivate: `Waits until ${name} has no users any more, and somebody says so.`,
    retire: `Waits until the last process of ${name} has ended, and somebody says so.`,
    operate: `Waits until somebody says that it is done: ${step ?? name}.`,
    measure: `Waits until somebody says that nothing is left: ${step ?? name}.`,
  };
  return { kind: "pending", againInMs: lookEveryMs, why: sentences[action] };
}
