import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ABSENT, type Cache, type LiveVersion, type NewVersion } from "@crossfade/core";
import { createSource } from "../../packages/crossfade/src/adapters/source/source.ts";
import type { Report } from "../../packages/crossfade/src/analysis/report.ts";
import { runAnalysis } from "../../packages/crossfade/src/main/analysis.ts";
import { collectVersions } from "../../packages/crossfade/src/main/collect-versions.ts";
import { runRegistryAnalysis } from "../../packages/crossfade/src/main/registry-analysis.ts";
import { FakeRegistryStore } from "../../packages/crossfade/src/store/fake-registry-store.ts";
import { newVersionOf } from "./published-shop.ts";

const examples = join(import.meta.dirname, "../../examples");

export interface ExampleCase {
  readonly example: string;
  readonly from: string;
  readonly to: string;
  readonly also?: readonly string[];
  readonly config?: string;
}

/** The releases of the examples, from folder to folder. */
export const exampleCases: readonly ExampleCase[] = [
  ...readdirSync(examples)
    .filter((each) => /^0[1-46-9]-/.test(each))
    .map((example) => ({ example, from: "v1", to: "v2" })),
  { example: "05-several-old-clients", from: "v1.8", to: "v1.9", also: ["v1.7", "v1.6"] },
  { example: "06-rollback-is-not-free", from: "v1", to: "v2", config: "four-days.yaml" },
  { example: "09-what-a-client-uses", from: "v1", to: "v2", config: "without-lists.yaml" },
];

/** An example whose folders were published, and of which the old versions are live. */
export interface PublishedExample {
  /** What the folders themselves come to. */
  readonly folders: Report;
  /** Everything that was published, the oldest first. */
  readonly published: readonly NewVersion[];
  readonly live: readonly LiveVersion[];
  readonly to: Readonly<Record<string, string>>;
}

export async function publishedExample(each: ExampleCase): Promise<PublishedExample> {
  const { example, from, to, also = [], config } = each;
  const source = createSource({ cwd: join(examples, example), env: {} });
  const named = config === undefined ? {} : { config };
  const asked = { source: { kind: "folders" as const, from, to, also, artifacts: [], ...named }, left: [] };
  const folders = await runAnalysis({ ...asked, choose: [] }, source, 0);
  const published: NewVersion[] = [];
  const live: LiveVersion[] = [];
  const publish = async (folder: string, labelOf: (component: Report["components"][number]) => string) => {
    const versions = folders.components
      .filter(({ kind }) => kind !== "external" && kind !== "store")
      .map((component) => ({ component: component.id, label: labelOf(component) }))
      .filter(({ label }) => label !== ABSENT);
    const request = { versions, from: { kind: "folder" as const, folder }, ...named };
    published.push(...(await collectVersions(request, source, 0)).map(newVersionOf));
    return versions;
  };
  const serve = (versions: readonly { component: string; label: string }[], startedMs: number) =>
    live.push(
      ...versions
        .filter((one) => !live.some((two) => two.component === one.component && two.label === one.label))
        .map((one) => ({
          ...one,
          phase: "released" as const,
          endpoints: [],
          deployedMs: startedMs,
          startedMs,
        })),
    );
  for (const [index, folder] of [...also].reverse().entries())
    serve(await publish(folder, ({ older }) => older.at(-1 - index) ?? ABSENT), index);
  serve(await publish(from, ({ chain }) => chain[0] ?? ABSENT), also.length);
  const next = await publish(to, ({ chain }) => chain.at(-1) ?? ABSENT);
  const gone = folders.components.filter(({ chain }) => chain.at(-1) === ABSENT);
  const wanted = [...next.map((one) => [one.component, one.label]), ...gone.map(({ id }) => [id, ABSENT])];
  return { folders, published, live, to: Object.fromEntries(wanted) };
}

/** What the registry makes of it, where `published` was published. */
export async function registryAnalysisOf(
  { live, to }: PublishedExample,
  published: readonly NewVersion[],
  cache: Cache = new Map(),
) {
  let nowMs = 1;
  const registry = new FakeRegistryStore(() => nowMs++);
  for (const version of published) await registry.publish(version);
  return runRegistryAnalysis({ registry, live, to, choose: [], nowMs: 0, cache });
}
