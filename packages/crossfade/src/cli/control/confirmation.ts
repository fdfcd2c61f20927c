import { CrossfadeError } from "@crossfade/core";
import { forTerminal } from "../../render/escape.ts";
import type { ControlContext } from "./control-context.ts";

export interface Confirmation {
  /** The subject of a sentence: "The plan of shop-2". */
  readonly what: string;
  /** How one says so without being asked: "`--yes`". */
  readonly how: string;
  readonly question: string;
  /** What has to be typed. */
  readonly expected: readonly string[];
}

/** A person at the terminal says yes. CF_NOT_CONFIRMED where they do not, or nobody is there. */
export async function confirm({ ports }: ControlContext, confirmation: Confirmation): Promise<void> {
  const { what, how, question, expected } = confirmation;
  const said = await ports.ask?.(forTerminal(question));
  if (said !== undefined && expected.includes(said.trim().toLowerCase())) return;
  throw new CrossfadeError("CF_NOT_CONFIRMED", { what, how });
}
