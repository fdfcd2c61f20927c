/**
 * Pure values and decisions: the model of a system in transition, who is in contact with whom, the plan.
 * Nothing here reads a file, a clock, dice or a locale.
 */

export type { Contact } from "./coexistence/contact.ts";
export { type MeetingTime, meetingTimes } from "./coexistence/meeting-time.ts";
export type { Moment } from "./coexistence/timeline.ts";
export * from "./environment/facts.ts";
export * from "./error/catalogue.ts";
export * from "./error/crossfade-error.ts";
export * from "./finding/finding.ts";
export * from "./finding/verdict.ts";
export { calendarDays, type Delay, type DelayPhase, delayPhases } from "./forecast/delay.ts";
export type { ComponentDelivery, Delivery as SystemDelivery, LinkDelivery } from "./forecast/delivery.ts";
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
export * from "./policy/access.ts";
export * from "./policy/approvals.ts";
export * from "./policy/windows.ts";
export * from "./ports/cache.ts";
export type { ControlStore } from "./ports/control-store.ts";
export * from "./ports/deployer.ts";
export * from "./ports/documents.ts";
export * from "./ports/evidence-store.ts";
export * from "./ports/fact-store.ts";
export * from "./ports/flag-revision-store.ts";
export * from "./ports/outbound.ts";
export * from "./ports/outbox-store.ts";
export * from "./ports/performer.ts";
export * from "./ports/probe.ts";
export * from "./ports/registry-store.ts";
export * from "./ports/release-store.ts";
export * from "./ports/router.ts";
export * from "./ports/source.ts";
export * from "./ports/token-store.ts";
export * from "./ports/validator.ts";
export { type Advance, advance, type Effect, isDark, isOver, mayMoveUsers } from "./rollout/advance.ts";
export { type AppliedWeights, isSameWeights, whoseWeights } from "./rollout/applied-weights.ts";
export { countingApprovals, missingConsent } from "./rollout/consent.ts";
export { consumerLadder } from "./rollout/deployer-stations.ts";
export { desiredWeights, weightsAfter } from "./rollout/desired-weights.ts";
export { type FlagDeed, shareLabel, sharesTo, turnsFlags, weightOfShare } from "./rollout/flag-turn.ts";
export * from "./rollout/gate.ts";
export * from "./rollout/journal.ts";
export * from "./rollout/latest-judgement.ts";
export * from "./rollout/left-count.ts";
export { waitsOf } from "./rollout/moments.ts";
export { bucketsOf, smallestGroup } from "./rollout/population.ts";
export {
  calendarOf,
  noProgress,
  noSaid,
  progressOf,
  type ReleaseProgress,
  record,
  type StepProgress,
} from "./rollout/progress.ts";
export * from "./rollout/release-spec.ts";
export { planWayBack, type ReleaseWayBack } from "./rollout/release-way-back.ts";
export { isPastReturn, retainedUntilMs } from "./rollout/retention.ts";
export { cutIntoSets, type RollDeed, rollingRungs } from "./rollout/rolling.ts";
export {
  chainOf,
  type Deed,
  keepsBothSets,
  notVerified,
  replacesAtOnce,
  type Station,
  stationsOf,
} from "./rollout/station.ts";
export { undoDeeds } from "./rollout/undo.ts";
export { type UpdatedSets, updatedSets } from "./rollout/updated-sets.ts";
export {
  type ArmSecond,
  type ComparedSecond,
  type ComparedTraffic,
  type ComparedVersions,
  comparedTraffic,
} from "./statistics/compared-seconds.ts";
export { beginComparison, withTraffic } from "./statistics/comparison.ts";
export {
  type ComparisonOptions,
  type ComparisonState,
  defaultComparison,
  readComparison,
  toleranceFor,
  type WeightPeriod,
} from "./statistics/comparison-state.ts";
export type { DataState } from "./statistics/data-state.ts";
export { type GapState, noGaps, withGaps } from "./statistics/evidence-gaps.ts";
export { attemptAlpha, defaultTrafficGate, type TrafficGateLimits } from "./statistics/gate-limits.ts";
export type { VersionNames } from "./statistics/harm-sentences.ts";
export { fixedLatencyPlan, type LatencyPlan, latencyPlan } from "./statistics/latency-thresholds.ts";
export {
  type LimitCounts,
  type LimitSpan,
  limitGate,
  limitName,
  limitSpan,
} from "./statistics/limit-gate.ts";
export { type Bin, LogHistogram, mergedBins, quantileOf } from "./statistics/log-histogram.ts";
export type { TrafficEvidence } from "./statistics/traffic-evidence.ts";
export { type GateMoment, type TrafficGate, trafficGate } from "./statistics/traffic-gate.ts";
export { canonicalJson } from "./text/canonical-json.ts";
export * from "./text/nearest.ts";
export { bucketCount, bucketOf } from "./traffic/bucket.ts";
export { everyCapability, needCapabilities } from "./traffic/capabilities.ts";
export { type Choice, type ChosenBy, chooseVersion, type VersionAsk } from "./traffic/choose-version.ts";
export { componentLabel } from "./traffic/component-label.ts";
export { type Declared, type DeclaredComponent, withDeclaredVersions } from "./traffic/declared-versions.ts";
export { asOneChange, supersedes } from "./traffic/fence.ts";
export { beginTraffic, joinVersion, leaveVersion, withoutInstances } from "./traffic/join-version.ts";
export { servedUnknown, withLiveVersions } from "./traffic/live-on-router.ts";
export * from "./traffic/measures.ts";
export { instanceUrl, parseRouterState } from "./traffic/parse-router-state.ts";
export { rehearsalUser } from "./traffic/rehearsal-user.ts";
export * from "./traffic/router-state.ts";
export type { Answered, Series } from "./traffic/series.ts";
export { type Segment, type Split, type Weights, weightsOf, wholeSplit } from "./traffic/split.ts";
export { changeSentences, deviationSentences } from "./traffic/state-difference.ts";
export { pinToken, readToken, signedText, type TesterPin } from "./traffic/tester-pin.ts";
export * from "./traffic/traffic-change.ts";
export { counterLimits, TrafficCounter, type TrafficCounterOptions } from "./traffic/traffic-counter.ts";
export { shareText, weightOf, weightText } from "./traffic/weight-text.ts";
