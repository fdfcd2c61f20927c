import { CrossfadeError } from "@crossfade/core";
import type { ServedFlags } from "./served-flags.ts";

/** Everything that is served: each component of kind flags in each environment. */
export class FlagSets {
  readonly all: readonly ServedFlags[];

  /** Looks up what lives and what was published since the last look: decisions are not made on what was. */
  readonly refresh: () => Promise<void>;

  constructor(all: readonly ServedFlags[], refresh: () => Promise<void> = async () => {}) {
    this.all = all;
    this.refresh = refresh;
  }

  /** What is not named has to be the only one. CF_FLAG_SET_UNKNOWN */
  find(environment: string | undefined, component: string | undefined): ServedFlags {
    const found = this.all.filter(
      (each) =>
        (environment === undefined || each.environment === environment) &&
        (component === undefined || each.component === component),
    );
    const [only, second] = found;
    if (only !== undefined && second === undefined) return only;
    throw new CrossfadeError("CF_FLAG_SET_UNKNOWN", {
      what: second === undefined ? "There are no such flags here." : "Which flags? There are several.",
      known: this.#known(),
    });
  }

  /** Of one component, the same file in every environment. CF_FLAG_SET_UNKNOWN */
  ofComponent(component: string | undefined): readonly [ServedFlags, ...ServedFlags[]] {
    const components = [...new Set(this.all.map((each) => each.component))];
    const named = component ?? (components.length === 1 ? components[0] : undefined);
    const [first, ...rest] = this.all.filter((each) => each.component === named);
    if (first !== undefined) return [first, ...rest];
    const what =
      component === undefined && components.length > 1
        ? "Which flags? There are several."
        : "There are no such flags here.";
    throw new CrossfadeError("CF_FLAG_SET_UNKNOWN", { what, known: this.#known() });
  }

  close(): void {
    for (const each of this.all) each.close();
    for (const source of new Set(this.all.map((each) => each.source))) source.close();
  }

  #known(): string {
    if (this.all.length === 0)
      return "crossfade.yaml has to name an environment and a component `{ kind: flags, file: feature-flags.yaml }`.";
    const names = this.all.map(({ environment, component }) => `/flags/${environment}/${component}`);
    return `Served are ${names.join(", ")}: for a provider, the base URL with that behind it; for a verb, --environment and --component.`;
  }
}
