/** What one gate says. Only evidence and checks can fail: a denied approval is a hold, a closed window a wait. */
export type GateResult = "pass" | "wait" | "inconclusive" | "fail";

export interface Gate {
  readonly name: string;
  readonly result: GateResult;
  /** One sentence. */
  readonly reason: string;
  /** What it lacks to pass, where it does not. */
  readonly missing?: string;
  /** When it is expected to be decided, ms since 1970. */
  readonly expectedAtMs?: number;
  /** It stops nothing, and it speaks for nothing either: who asks for evidence has none from it. */
  readonly isNoEvidence?: true;
  /** Figures that a person can check; small. */
  readonly evidence?: unknown;
}

/** What the engine does about it. */
export type Action = "promote" | "wait" | "hold" | "abort";

const strongestFirst: readonly GateResult[] = ["fail", "inconclusive", "wait", "pass"];

/** The strongest of all: fail, inconclusive, wait, pass. No gate at all passes. */
export function strongest(gates: readonly Gate[]): GateResult {
  return strongestFirst.find((result) => gates.some((gate) => gate.result === result)) ?? "pass";
}

/**
 * The action that gates ask for. Inconclusive evidence is waited for until `deadlineMs`, then people have to look: absence
 * of evidence neither promotes nor takes back.
 */
export function actionOf(gates: readonly Gate[], nowMs: number, deadlineMs: number): Action {
  const result = strongest(gates);
  if (result === "fail") return "abort";
  if (result === "pass") return "promote";
  return nowMs >= deadlineMs ? "hold" : "wait";
}
