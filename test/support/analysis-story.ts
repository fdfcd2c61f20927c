import type { Cache } from "@crossfade/core";
import { createSource } from "../../packages/crossfade/src/adapters/source/source.ts";
import type { Report } from "../../packages/crossfade/src/analysis/report.ts";
import { runAnalysis } from "../../packages/crossfade/src/main/analysis.ts";
import { tree } from "./tree.ts";

export type Files = Readonly<Record<string, string>>;

/** Folders, analysed as a user would: real files, real validator. `also`: older revisions, newest first. */
export function analyse(
  from: Files,
  to: Files,
  {
    also = [],
    choose = [],
    explain,
    left = [],
    cache = new Map(),
  }: {
    also?: readonly Files[];
    choose?: readonly string[];
    explain?: string;
    left?: readonly { component: string; label: string }[];
    cache?: Cache;
  } = {},
): Promise<Report> {
  const older = also.map((files, index) => [`also${index}`, files] as const);
  const revisions = [["from", from] as const, ["to", to] as const, ...older];
  const root = tree(
    Object.fromEntries(
      revisions.flatMap(([folder, files]) =>
        Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]),
      ),
    ),
  );
  const source = {
    kind: "folders" as const,
    from: "from",
    to: "to",
    also: older.map(([folder]) => folder),
    artifacts: [],
  };
  const request = {
    source,
    left: [...left],
    choose: [...choose],
    ...(explain === undefined ? {} : { explain }),
  };
  return runAnalysis(request, createSource({ cwd: root, env: {} }), 0, cache);
}

/** crossfade.yaml, and a package.json of the version for each component that has a folder. */
export function system(
  version: string,
  components: Readonly<Record<string, string>>,
  links: readonly string[],
): Files {
  const lines = Object.entries(components).map(([id, text]) => `  ${id}: { ${text} }`);
  return {
    "crossfade.yaml": `system: shop\ncomponents:\n${lines.join("\n")}\nlinks:\n${links.map((each) => `  - ${each}\n`).join("")}`,
    ...Object.fromEntries(
      Object.keys(components).map((id) => [`${id}/package.json`, JSON.stringify({ name: id, version })]),
    ),
  };
}

/** "api@1.0.0 -> api@2.0.0 breaking" for all pairs that count. */
export function pairsOf(report: Report): string[] {
  return report.atOnce
    .map(
      ({ sender, receiver, verdict }) =>
        `${sender.component}@${sender.version} -> ${receiver.component}@${receiver.version} ${verdict}`,
    )
    .sort();
}

/** The components of each stage, or the kinds of conflict. */
export function stagesOf({ planning }: Report): (string | string[])[] {
  return planning.kind === "impossible"
    ? planning.conflicts.map((each) => each.kind)
    : planning.stages.map((each) => each.transitions.map(({ component }) => component).sort());
}

/** The waits that findings force: what holds a stage back. */
export function waitsOf({ planning }: Report): string[] {
  return planning.kind === "impossible"
    ? []
    : planning.plan.waits
        .filter((each) => each.because.length > 0)
        .map(({ id }) => id)
        .sort();
}

export function ruleIdsOf(report: Report): string[] {
  return [...new Set(Object.values(report.findings).map((each) => each.ruleId))].sort();
}
