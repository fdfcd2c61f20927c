import type { Documents } from "@crossfade/core";
import type { ContractProblem } from "../contract.ts";
import { problemAt } from "../document/closure.ts";
import { parseText } from "../document/parse.ts";
import { type FlagView, type FoundMark, inView, marksOf } from "./flag-view.ts";
import { FLAG_KEYWORD } from "./mark.ts";

export interface MarksFound {
  readonly marks: readonly FoundMark[];
  readonly problems: readonly ContractProblem[];
}

const none: MarksFound = { marks: [], problems: [] };

/** The marks of these documents. A document that cannot be parsed has none: whoever reads the contract says what is wrong. */
export function flagMarksIn(paths: readonly string[], documents: Documents): MarksFound {
  const found = paths.map((path) => marksOfOne(path, documents));
  const marks = found.flatMap((each) => each.marks);
  const problems = found.flatMap((each) => each.problems);
  if (marks.length > 0) problems.push(...paths.flatMap((path) => borrowed(path, documents, marks)));
  return { marks, problems };
}

/** A `$ref` to a marked part would be gone with it, wherever it stands. */
function borrowed(path: string, documents: Documents, marks: readonly FoundMark[]): ContractProblem[] {
  const text = documents.read(path) ?? "";
  const parts = marks.filter((each) => each.of === "part" && each.values === undefined);
  return parts
    .filter(({ pointer }) => refersTo(text, pointer))
    .map(({ pointer }) => ({
      document: path,
      message: `a $ref leads to ${pointer}, which is behind a flag: put what both share under a name of its own`,
    }));
}

function refersTo(text: string, pointer: string): boolean {
  const reference = `#${pointer}`;
  for (let at = text.indexOf(reference); at >= 0; at = text.indexOf(reference, at + 1))
    if (!/[\w~%-]/.test(text.charAt(at + reference.length))) return true;
  return false;
}

function marksOfOne(path: string, documents: Documents): MarksFound {
  const text = documents.read(path);
  if (text === undefined || !text.includes(FLAG_KEYWORD)) return none;
  const parsed = parseText(path, text);
  if (parsed.kind === "problems") return none;
  const { marks, misplaced } = marksOf(parsed.document.root);
  return {
    marks,
    problems: misplaced.map(({ pointer, message }) => problemAt(parsed.document, pointer, message)),
  };
}

/** The same documents in one state of their flags. */
export class FlaggedDocuments implements Documents {
  readonly #documents: Documents;
  readonly #view: FlagView;
  readonly #texts = new Map<string, string | undefined>();

  constructor(documents: Documents, view: FlagView) {
    this.#documents = documents;
    this.#view = view;
  }

  read(path: string): string | undefined {
    if (!this.#texts.has(path)) this.#texts.set(path, this.#inView(path));
    return this.#texts.get(path);
  }

  list(folder: string): readonly string[] {
    return this.#documents.list(folder);
  }

  #inView(path: string): string | undefined {
    const text = this.#documents.read(path);
    if (text === undefined || !text.includes(FLAG_KEYWORD)) return text;
    const parsed = parseText(path, text);
    return parsed.kind === "problems" ? text : JSON.stringify(inView(parsed.document.root, this.#view));
  }
}
