import { CrossfadeError, type Delivery } from "@crossfade/core";
import { type Caller, need } from "./caller.ts";
import type { ControlDeps } from "./control-deps.ts";

/** Messages to the outside. They tell of every environment, so only admins read them. */
export class Deliveries {
  readonly #deps: ControlDeps;

  constructor(deps: ControlDeps) {
    this.#deps = deps;
  }

  /** CF_FORBIDDEN */
  async list(caller: Caller): Promise<readonly Delivery[]> {
    need(caller, "administer");
    return this.#deps.store.deliveries();
  }

  /** CF_FORBIDDEN, CF_DELIVERY_UNKNOWN */
  async resend(caller: Caller, id: string): Promise<void> {
    need(caller, "administer");
    if (!(await this.#deps.store.resend(id)))
      throw new CrossfadeError("CF_DELIVERY_UNKNOWN", { delivery: id });
  }
}
