import {
  type Finding,
  type FindingId,
  goesBack,
  type Obligation,
  type Plan,
  partOfCall,
  type Step,
  type System,
  type Wait,
} from "@crossfade/core";

/** "4 days", "24 h", "30 min", "90 s": the largest unit that divides it. */
export function durationText(ms: number): string {
  const units = [
    [86_400_000, "day", "days"],
    [3_600_000, "h", "h"],
    [60_000, "min", "min"],
    [1000, "s", "s"],
  ] as const;
  const [size, one, many] =
    units.find(([each]) => ms >= each && ms % each === 0) ?? ([1000, "s", "s"] as const);
  const count = Math.round((ms / size) * 10) / 10;
  return `${count} ${count === 1 ? one : many}`;
}

/** What a wait asks of people: "release api 2.0.0 fully before web 1.9.0". */
export function waitSentence(wait: Wait, plan: Plan, system: System): string {
  const before = plan.steps.find((each) => each.id === wait.before);
  const after = plan.steps.find((each) => each.id === wait.after);
  if (!before || !after) return wait.id;
  const then = `before ${doing(after)}`;
  if (wait.kind === "empty" && wait.lingerMs !== undefined)
    return `wait until what ${before.component} ${before.version} left on ${wait.link} is consumed (at most ${durationText(wait.lingerMs)}) ${then}`;
  if (wait.kind === "elapsed" && wait.lingerMs !== undefined)
    return `wait ${durationText(wait.lingerMs)} after the last ${before.component} ${before.version} ${then}`;
  if (wait.kind === "empty") return `${before.id} ${then}`;
  if (wait.kind === "live") return `start ${before.component} ${before.version} ${then}`;
  const next = successor(before, system);
  if (next === undefined) return `wait until ${before.component} ${before.version} is gone ${then}`;
  return next === "∅"
    ? `remove ${before.component} fully ${then}`
    : `release ${before.component} ${next} fully ${then}`;
}

/** "api 2.0.0 is deployed". */
export function doing(step: Step): string {
  if (step.kind === "deploy") return `${step.component} ${step.version} is deployed`;
  if (step.kind === "start")
    return step.version === "∅" ? `${step.component} is removed` : `${step.component} ${step.version}`;
  return step.id;
}

/** The version that takes over from one of the chain; undefined for older ones. */
function successor(step: Step, system: System): string | undefined {
  const chain = system.components.find((each) => each.id === step.component)?.chain ?? [];
  const place = chain.indexOf(step.version);
  return place < 0 ? undefined : chain[place + 1];
}

/** What a promised version must do: one sentence for each finding, with the value that its neighbour fails at. */
export function obligationSentences(
  obligation: Obligation,
  findings: ReadonlyMap<FindingId, Finding>,
): { readonly finding: FindingId; readonly sentence: string }[] {
  const { component, version, peer, role, unlike } = obligation;
  return obligation.findings.map((id) => {
    const finding = findings.get(id);
    // A response goes against the direction of its link, and so does a callback.
    const gives = (role === "sends") !== (finding !== undefined && goesBack(finding.direction));
    const answers = finding !== undefined && partOfCall(finding.direction) === "response";
    const verb = answers ? ["answer", "answers"] : ["send", "sends"];
    const only = answers ? "only with what" : "only what";
    const must = gives
      ? `${component} ${version} must ${verb[0]} ${peer.component} ${peer.version} ${only} it takes`
      : `${component} ${version} must take what ${peer.component} ${peer.version} ${verb[1]}`;
    const contrast =
      finding?.outcome === "breaking"
        ? `${component} ${unlike} does not`
        : `whether ${component} ${unlike} does is unknown`;
    return { finding: id, sentence: `${must}${operationText(finding)}; ${contrast}: ${reasonText(finding)}` };
  });
}

function operationText(finding: Finding | undefined): string {
  return finding?.operation === undefined
    ? ""
    : ` (${finding.operation} ${partOfCall(finding.direction) ?? finding.direction})`;
}

function reasonText(finding: Finding | undefined): string {
  if (!finding) return "it was never compared";
  const value = finding.counterexample ? valueText(finding.counterexample.value) : undefined;
  return value === undefined ? finding.why : `${finding.why}, for example ${value}`;
}

/** Longer values are for `explain`. */
const MAX_VALUE_LENGTH = 80;

function valueText(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length <= MAX_VALUE_LENGTH ? text : `${text.slice(0, MAX_VALUE_LENGTH - 1)}…`;
}
