import type { LivePhase, LiveVersion, NewVersion, PublishedVersion, Verdict } from "@crossfade/core";
import { createSource } from "../../packages/crossfade/src/adapters/source/source.ts";
import { collectVersions } from "../../packages/crossfade/src/main/collect-versions.ts";
import {
  type RegistryAnalysis,
  runRegistryAnalysis,
} from "../../packages/crossfade/src/main/registry-analysis.ts";
import { FakeRegistryStore } from "../../packages/crossfade/src/store/fake-registry-store.ts";
import type { PublishRequest } from "../../packages/crossfade/src/wire/requests.ts";
import { tree } from "./tree.ts";

export type Files = Readonly<Record<string, string>>;
type Tamper = (files: Record<string, string>) => Record<string, string>;

/** A registry that is published to from folders, and an environment in which some of it runs. */
export class PublishedShop {
  readonly registry: FakeRegistryStore;
  readonly #live: LiveVersion[] = [];
  #nowMs = 1;

  constructor() {
    this.registry = new FakeRegistryStore(() => this.#nowMs++);
  }

  /** "api@1.0.0" as it is in a repository of these files; `tamper` changes what is sent. */
  async publish(repository: Files, ids: readonly string[], tamper: Tamper = (files) => files) {
    const source = createSource({
      cwd: tree({ "repository/.keep": "", ...below("repository", repository) }),
      env: {},
    });
    const from = { kind: "folder", folder: "repository" } as const;
    const collected = await collectVersions({ versions: ids.map(partsOf), from }, source, 0);
    const published: PublishedVersion[] = [];
    for (const each of collected) {
      const { version } = await this.registry.publish(
        newVersionOf({ ...each, files: tamper({ ...each.files }) }),
      );
      published.push(version);
    }
    return published;
  }

  /** It is there; the later, the newer. */
  runs(ids: readonly string[], phase: LivePhase = "released"): this {
    for (const id of ids) {
      const atMs = this.#nowMs++;
      this.#live.push({ ...partsOf(id), phase, endpoints: [], deployedMs: atMs, startedMs: atMs });
    }
    return this;
  }

  release(ids: readonly string[]): Promise<RegistryAnalysis> {
    const to = Object.fromEntries(ids.map(partsOf).map(({ component, label }) => [component, label]));
    return runRegistryAnalysis({ registry: this.registry, live: this.#live, to, choose: [], nowMs: 0 });
  }
}

/** The verdict of each pair, "web@1 -> api@2": of several links the worst. */
export function verdictsOf({ basis }: RegistryAnalysis): Readonly<Record<string, Verdict["kind"]>> {
  const order = ["not-spoken", "compatible", "unknown", "breaking"];
  const worst: Record<string, Verdict["kind"]> = {};
  for (const [id, sender, receiver, { kind }] of basis.verdicts) {
    const link = basis.system.links.find((each) => each.id === id);
    const pair = `${link?.sender}@${sender} -> ${link?.receiver}@${receiver}`;
    if (order.indexOf(kind) > order.indexOf(worst[pair] ?? "")) worst[pair] = kind;
  }
  return worst;
}

export function newVersionOf({
  component,
  label,
  contents,
  builtAgainst,
  files,
}: PublishRequest): NewVersion {
  return { component, label, contents, builtAgainst, files, by: "ci" };
}

function below(folder: string, files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
}

function partsOf(id: string): { readonly component: string; readonly label: string } {
  const [component = "", label = ""] = id.split("@");
  return { component, label };
}
