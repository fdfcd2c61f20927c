import { hash } from "node:crypto";
import type { EvaluationContext, FlagSet, Resolution } from "@crossfade/flags/evaluate";
import type { FlagRevisionState } from "../../flag-server/flag-file.ts";
import { ofrepAnswer } from "./ofrep-answers.ts";

/** One flag's part of the bulk answer. */
interface Fragment {
  readonly text: string;
  /** Tells it from every other one. */
  readonly digest: string;
}

/**
 * Resolutions are made once, when a file is compiled, and shared between evaluations, and so are their texts: a thousand
 * clients ask at once, and what each of them gets is put together from parts that are there.
 */
const fragments = new WeakMap<Resolution, Fragment>();
const metadataTexts = new WeakMap<FlagRevisionState, string>();

export interface BulkText {
  readonly etag: string;
  /** The JSON list of flags. */
  readonly flags: string;
}

/**
 * Every flag that the client's version reads, those that are off, too: what is missing would be taken for unknown, and the
 * code's default for it. `view` undefined: it is not known what that version reads, and it is told all.
 */
export function bulkText(flags: FlagSet, context: EvaluationContext, view?: ReadonlySet<string>): BulkText {
  const texts: string[] = [];
  const digests: string[] = [];
  flags.resolveEach(context, (key, resolution) => {
    if (view !== undefined && !view.has(key)) return;
    const { text, digest } = fragments.get(resolution) ?? made(key, resolution);
    texts.push(text);
    digests.push(digest);
  });
  // Of the digests, not of the text: they are much shorter.
  return { etag: etagOf(digests.join("")), flags: `[${texts.join(",")}]` };
}

export function metadataText(state: FlagRevisionState): string {
  const known = metadataTexts.get(state);
  if (known !== undefined) return known;
  const text = JSON.stringify({ ...state.flags.metadata, "crossfade.revision": state.revision });
  metadataTexts.set(state, text);
  return text;
}

export function etagOf(text: string): string {
  return `"${digestOf(text)}"`;
}

function made(key: string, resolution: Resolution): Fragment {
  const text = JSON.stringify(ofrepAnswer(key, resolution));
  const fragment = { text, digest: digestOf(text).slice(0, 12) };
  fragments.set(resolution, fragment);
  return fragment;
}

const digestOf = (text: string) => hash("sha256", text, "base64url").slice(0, 27);
