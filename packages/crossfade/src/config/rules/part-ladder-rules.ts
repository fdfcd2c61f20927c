import type { Draft } from "../draft.ts";
import { rungOf } from "../environments.ts";
import type { RawStrategy } from "../strategy-schema.ts";
import type { Path } from "../yaml-text.ts";
import type { Rule } from "./rule.ts";

/** "1 of 4" of a worker, "1 run" of a job: ladders that no router climbs, but whoever deploys. */

interface Part {
  readonly path: Path;
  readonly rungs: readonly { readonly text: string; readonly rung: ReturnType<typeof rungOf> }[];
}

/** True: it counts consumers or runs, not users. */
export function isOfParts({ canary = [] }: Pick<RawStrategy, "canary">): boolean {
  return canary.some((text) => ["consumers", "run"].includes(rungOf(text).kind));
}

function partsOf(strategy: RawStrategy, path: Path): readonly Part[] {
  if (!isOfParts(strategy)) return [];
  const rungs = (strategy.canary ?? []).map((text) => ({ text, rung: rungOf(text) }));
  return [{ path: [...path, "canary"], rungs }];
}

/** Consumers and runs are those of one component: what is said for all of them says users. */
const partIsOfOne: Rule = (draft, report) => {
  for (const [id, { strategy = {} }] of draft.environments)
    for (const { path } of partsOf(strategy, ["environments", id, "strategy"]))
      report(
        path,
        "Consumers and runs are those of one component.",
        "Write it under `strategies`, for the worker or the job.",
        "key",
      );
};

const partFitsItsKind: Rule = (draft, report) => {
  for (const { component, path, rungs } of ownParts(draft)) {
    const kind = draft.components.find(([id]) => id === component)?.[1].kind;
    const wanted = rungs.some(({ rung }) => rung.kind === "run") ? "job" : "worker";
    if (kind !== undefined && kind !== wanted)
      report(
        path,
        `\`${component}\` is a ${kind}, no ${wanted}.`,
        wanted === "job" ? "Only a job runs once on trial." : "Only a worker has consumers.",
        "key",
      );
  }
};

/** Whoever waits for a word of somebody else cannot be asked for two of four. */
const partIsDeployed: Rule = (draft, report) => {
  for (const { environment, component, path } of ownParts(draft)) {
    const raw = draft.environments.find(([id]) => id === environment)?.[1].deploy?.[component];
    if (raw?.command === undefined && raw?.webhook === undefined)
      report(
        path,
        `Nobody here can be asked for a part of \`${component}\`.`,
        `It needs a command or a webhook under \`deploy\`: \`${component}: { command: [./deploy.sh] }\`.`,
        "key",
      );
  }
};

const consumersGrow: Rule = (draft, report) => {
  for (const { path, rungs } of ownParts(draft)) {
    if (rungs.some(({ rung }) => rung.kind === "run")) {
      if (rungs.map(({ text }) => text).join() !== "1 run,all")
        report(path, "A job has one run on trial, then all.", "Write `[1 run, all]`.", "key");
      continue;
    }
    const [of] = rungs.flatMap(({ rung }) => (rung.kind === "consumers" ? [rung.of] : []));
    let before = 0;
    for (const [index, { text, rung }] of rungs.entries()) {
      const place = [...path, index];
      if (rung.kind !== "consumers" || rung.of !== of)
        report(place, `\`${text}\` is no part of ${of} consumers.`, `Every rung is one of them: 1 of ${of}.`);
      else if (rung.count <= before || rung.count > rung.of)
        report(
          place,
          `\`${text}\` is not more than ${before} and at most ${of}.`,
          "Each rung is larger than the last.",
        );
      before = rung.kind === "consumers" ? rung.count : before;
    }
    if (before !== of)
      report(
        [...path, rungs.length - 1],
        "The last rung is not all of them.",
        `A release ends with ${of} of ${of}.`,
      );
  }
};

/** Files are fetched where users fetch them; what is no set of files has no such place. */
const edgeIsOfAssets: Rule = (draft, report) => {
  for (const [id, { deploy = {} }] of draft.environments)
    for (const [component, { edge }] of Object.entries(deploy)) {
      const kind = draft.components.find(([each]) => each === component)?.[1].kind;
      const place = ["environments", id, "deploy", component, "edge"];
      if (edge !== undefined && /[?#]/.test(edge))
        report(place, "Paths of files are put behind this address.", "Leave out what begins with ? or #.");
      if (edge !== undefined && kind !== undefined && kind !== "assets")
        report(
          place,
          `\`${component}\` is a ${kind}, no assets.`,
          "`edge` is where the files of a component of kind assets are fetched.",
          "key",
        );
    }
};

function ownParts({ environments }: Draft) {
  return environments.flatMap(([environment, { strategies = {} }]) =>
    Object.entries(strategies).flatMap(([component, strategy]) =>
      partsOf(strategy, ["environments", environment, "strategies", component]).map((part) => ({
        ...part,
        environment,
        component,
      })),
    ),
  );
}

export const partLadderRules: readonly Rule[] = [
  partIsOfOne,
  partFitsItsKind,
  partIsDeployed,
  consumersGrow,
  edgeIsOfAssets,
];
