import {
  type CompareSettings,
  type Contract,
  type ContractKind,
  eventContracts,
  httpContracts,
} from "@crossfade/contracts";
import type { Observation } from "@crossfade/core";
import { judge } from "../support/independent-validator.ts";
import type { Terms } from "./reading.ts";
import { at, type Json } from "./schema-tree.ts";
import { messageSteps } from "./specification.ts";

export type Said = "breaking" | "unknown" | "nothing";

export const settingsOf: Readonly<Record<Terms, Partial<CompareSettings>>> = {
  usual: {},
  open: { world: "open" },
  literal: { world: "open", receiver: "strict", replyReceiver: "strict" },
};

/** Reads a document, or its text in YAML, as the product does. */
function contractOf(kind: ContractKind, document: Json | string, folder = ""): Contract {
  const [name, text] =
    typeof document === "string" ? ["api.yaml", document] : ["api.json", JSON.stringify(document)];
  const path = `${folder}${name}`;
  const reading = kind.read(folder.replace(/\/$/, "") || path, {
    read: (wanted) => (wanted === path ? text : undefined),
    list: () => [path],
  });
  if (reading.kind === "problems") throw new Error(JSON.stringify(reading.problems));
  return reading.contract;
}

/** What the product would say: a finding whose value its validator does not confirm is unknown. */
export function told(
  client: Json | string,
  server: Json | string,
  settings: Partial<CompareSettings> = {},
): readonly Observation[] {
  const found = httpContracts.compare(contractOf(httpContracts, client), contractOf(httpContracts, server), {
    ...httpContracts.defaults,
    ...settings,
  });
  return found.map(afterJudgement);
}

/** The same of a producer's message that reaches a consumer. */
export function toldOfMessage(
  consumer: Json,
  producer: Json,
  settings: Partial<CompareSettings>,
): readonly Observation[] {
  const [from, to] = [producer, consumer].map((document) => {
    const schema = at(document, messageSteps) as Json;
    return contractOf(eventContracts, { ...schema, components: document.components }, "types/");
  });
  if (!from || !to) return [];
  return eventContracts.compare(from, to, { ...eventContracts.defaults, ...settings }).map(afterJudgement);
}

function afterJudgement(observation: Observation): Observation {
  if (isConfirmed(observation)) return observation;
  return { ...observation, outcome: "unknown", why: `not confirmed: ${observation.why}` } as Observation;
}

function isConfirmed({ outcome, claim }: Observation): boolean {
  if (outcome !== "breaking" || !claim) return true;
  const { dialect, value } = claim;
  return (
    judge({ dialect, schema: claim.sent, value }).kind === "valid" &&
    judge({ dialect, schema: claim.accepted, value }).kind === "invalid"
  );
}

export function saidOf(observations: readonly Observation[]): Said {
  const outcomes = observations.map(({ outcome }) => outcome);
  return outcomes.includes("breaking") ? "breaking" : outcomes.includes("unknown") ? "unknown" : "nothing";
}
