/** The durable executor, as other workspaces may use it: `packages/sim` runs it in a world of its own. Decisions are core's. */
export { Engine, type EngineOptions } from "./engine.ts";
export { type KeptRouter, RouterKeeper, type RouterKeeperOptions } from "./router-keeper.ts";
export type { Timers } from "./timers.ts";
