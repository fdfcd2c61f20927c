import type { DeployAnswer, DeployOrder, ReleaseSpec, Wait } from "@crossfade/core";

/** Each may be a query over a whole table: more are not asked. */
const maxAsked = 16;

export interface LeftoverQuestions {
  /** Whoever deploys a component; within a time of its own. Absent: nobody can be asked. */
  readonly measure?: (order: DeployOrder) => Promise<DeployAnswer>;
  /** Of this one question: two who ask at the same time do not meet. */
  readonly id: string;
}

/**
 * What a release that leads back has to wait for, counted just now by whoever deploys its sender: messages, rows, values. One
 * sentence for each version and link. What nobody has counted is said to be so.
 */
export async function countedLeftovers(
  spec: ReleaseSpec,
  { measure, id }: LeftoverQuestions,
): Promise<readonly string[]> {
  const all = leftoversOf(spec);
  const asked = await Promise.all(
    all.slice(0, maxAsked).map(async (each) => {
      if (measure === undefined) return uncounted(each, "nobody is asked");
      const answer = await measure(orderOf(spec, each, id)).catch(
        (error: unknown): DeployAnswer => ({ kind: "failed", why: sentenceOf(error), final: false }),
      );
      return sentence(each, answer);
    }),
  );
  return [...asked, ...all.slice(maxAsked).map((each) => uncounted(each, `only ${maxAsked} are asked`))];
}

interface Leftover {
  readonly component: string;
  readonly version: string;
  readonly link: string;
  readonly wait: Wait;
}

/** Several steps may wait for the same. */
function leftoversOf({ plan }: ReleaseSpec): readonly Leftover[] {
  const found = new Map<string, Leftover>();
  for (const wait of plan.waits) {
    const from = plan.steps.find(({ id }) => id === wait.before);
    if (wait.link === undefined || from === undefined) continue;
    const { component, version } = from;
    const key = `${component}@${version} ${wait.link}`;
    if (!found.has(key)) found.set(key, { component, version, link: wait.link, wait });
  }
  return [...found.values()];
}

/** It changes nothing, so it needs no fence. */
function orderOf(spec: ReleaseSpec, { component, version, link, wait }: Leftover, id: string): DeployOrder {
  return {
    id: `${spec.id}/count/${wait.id}/${id}`,
    release: spec.id,
    environment: spec.environment,
    action: "measure",
    component,
    version,
    step: wait.id,
    link,
    fence: 0,
  };
}

function sentence(leftover: Leftover, answer: DeployAnswer): string {
  if (answer.kind !== "done") return uncounted(leftover, answer.why ?? "it takes longer than one waits here");
  const { left, what = "messages, rows or values", empty, note } = answer;
  const of = `${leftover.component}@${leftover.version}`;
  if (left !== undefined) return `Counted: ${grouped(left)} ${what} of ${of} are left in ${leftover.link}.`;
  if (empty === true) return `Counted: nothing of ${of} is left in ${leftover.link}.`;
  return uncounted(leftover, note ?? "whoever deploys it names no number");
}

function uncounted({ component, version, link }: Leftover, why: string): string {
  return `Not counted: what ${component}@${version} has left in ${link} (${why.replace(/\.$/, "")}).`;
}

/** "1,204" */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

function sentenceOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
