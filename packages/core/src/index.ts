/**
 * Pure values and decisions: the model of a system in transition, who is in contact with whom, the plan.
 * Nothing here reads a file, a clock, dice or a locale.
 */
export * from "./error/catalogue.ts";
export * from "./error/crossfade-error.ts";
export * from "./finding/finding.ts";
export * from "./finding/verdict.ts";
export * from "./model/component.ts";
export * from "./model/link.ts";
export * from "./model/system.ts";
export * from "./model/version.ts";
export type { ReleaseState } from "./planner/mirror.ts";
export { type Move, type MoveCost, moveId } from "./planner/move.ts";
export type { Obligation } from "./planner/obligations.ts";
export * from "./planner/plan.ts";
export { planRelease } from "./planner/plan-release.ts";
export * from "./planner/planning.ts";
export { type Reversibility, reversibility } from "./planner/reversibility.ts";
export { type WayOut, type WaysOut, waysOut } from "./planner/ways-out.ts";
export * from "./ports/documents.ts";
export * from "./ports/source.ts";
export * from "./ports/validator.ts";
export * from "./text/nearest.ts";
