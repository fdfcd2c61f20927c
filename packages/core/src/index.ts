/**
 * Pure values and decisions: the model of a system in transition, who is in contact with whom, the plan.
 * Nothing here reads a file, a clock, dice or a locale.
 */

export type { Contact } from "./coexistence/contact.ts";
export { type MeetingTime, meetingTimes } from "./coexistence/meeting-time.ts";
export type { Moment } from "./coexistence/timeline.ts";
export * from "./error/catalogue.ts";
export * from "./error/crossfade-error.ts";
export * from "./finding/finding.ts";
export * from "./finding/verdict.ts";
export { calendarDays, type Delay, type DelayPhase, delayPhases } from "./forecast/delay.ts";
export type { ComponentDelivery, Delivery, LinkDelivery } from "./forecast/delivery.ts";
export {
  type Arrival,
  type Departure,
  type Forecast,
  type ForecastInput,
  forecast,
  type Turning,
} from "./forecast/forecast.ts";
export type { Binding, Guarantee, Promised } from "./forecast/promises.ts";
export type { Estimate, OpenEnd } from "./forecast/samples.ts";
export { afterWorkingDays, type WorkingDay } from "./forecast/working-days.ts";
export * from "./model/component.ts";
export * from "./model/link.ts";
export * from "./model/system.ts";
export * from "./model/version.ts";
export { type Lane, type LaneSpan, lanesOf } from "./picture/lanes.ts";
export { type LinkMatrix, type MatrixCell, matrixOf } from "./picture/matrix.ts";
export {
  type Phase,
  requestedScenes,
  type Scene,
  type SceneContact,
  type SceneMoment,
  type SceneVersion,
  scenesOf,
} from "./picture/scenes.ts";
export { type StageRow, stageRows, type Transition } from "./picture/stages.ts";
export { type Layout, layOut } from "./planner/layout.ts";
export type { ReleaseState } from "./planner/mirror.ts";
export { applyMove, type Move, type MoveCost, moveId } from "./planner/move.ts";
export { type Obligation, obligationsOf } from "./planner/obligations.ts";
export * from "./planner/plan.ts";
export { planLayout, planRelease, wayBackCauses } from "./planner/plan-release.ts";
export * from "./planner/planning.ts";
export { type Reversibility, reversibility } from "./planner/reversibility.ts";
export { chooseMove, type WayOut, type WaysOut, waysOut } from "./planner/ways-out.ts";
export * from "./ports/cache.ts";
export * from "./ports/documents.ts";
export * from "./ports/source.ts";
export * from "./ports/validator.ts";
export { canonicalJson } from "./text/canonical-json.ts";
export * from "./text/nearest.ts";
