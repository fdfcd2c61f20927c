import type { Documents } from "@crossfade/core";
import type { ContractProblem, Reading, Side } from "../contract.ts";
import { problemAt } from "../document/closure.ts";
import { canonicalJson, own } from "../document/json.ts";
import { Library } from "../document/library.ts";
import type { ParsedDocument } from "../document/parse.ts";
import { codeDefault, featureFile } from "./feature-file.ts";
import { Complaints } from "./flag-document.ts";
import { flagdDefinitions } from "./flagd-definitions.ts";
import type { Flags, KeyRead, KeyServed } from "./flags.ts";
import { readingList } from "./reading-list.ts";
import { scannedList } from "./scanned-list.ts";
import { servedList } from "./served-list.ts";

const words = ["reads", "scanned", "serves", "features", "flags"] as const;

/**
 * Reads a list of what is read, what a scan of sources found, a list of what is served, a plain flag file or flagd definitions, told apart by their
 * first word. What is served stands, on the sender's side, for a reader of every key whose code has it off.
 */
export function readFlags(path: string, documents: Documents, side?: Side): Reading {
  const parsed = new Library(documents).load(path);
  if (!parsed) return problems([{ document: path, message: "there is no such file" }]);
  if (parsed.kind === "problems") return problems(parsed.problems);
  const { document } = parsed;
  const word = wordOf(document);
  if (typeof word !== "string") return problems([word]);
  if ((word === "reads" || word === "scanned") && side === "receiver")
    return problems([
      problemAt(
        document,
        `/${word}`,
        "this list says what is read, not what is served: name the served keys with `served:` on the link, or `file:` on the component",
      ),
    ]);
  const complaints = new Complaints();
  const said = saidBy(word, document, complaints);
  if (complaints.list.length > 0) return problems(complaints.list);
  const contract: Flags = { kind: "flags", path, ...said };
  return { kind: "contract", contract, digestText: digestText(contract, side) };
}

type Said = Pick<Flags, "reads" | "serves" | "doubts">;

function saidBy(word: (typeof words)[number], document: ParsedDocument, complaints: Complaints): Said {
  const none = { serves: new Map<string, KeyServed>(), doubts: [] };
  if (word === "reads") return { ...none, reads: readingList(document, complaints) };
  if (word === "scanned") return { ...none, ...scannedList(document, complaints) };
  const serves = servedBy(word, document, complaints);
  return { reads: allOff(serves, word), serves, doubts: [] };
}

function wordOf(document: ParsedDocument): (typeof words)[number] | ContractProblem {
  const [word, second] = words.filter((each) => own(document.root, each) !== undefined);
  if (word === undefined)
    return problemAt(
      document,
      "",
      "it speaks of no flags: write `reads` (what a client reads), `serves` (what an api answers), `features` (the flag file) or `flags` (definitions of flagd)",
    );
  return second === undefined
    ? word
    : problemAt(document, `/${second}`, `it has both \`${word}\` and \`${second}\`: keep one in each file`);
}

function servedBy(
  word: "serves" | "features" | "flags",
  document: ParsedDocument,
  complaints: Complaints,
): Map<string, KeyServed> {
  if (word === "serves") return servedList(document, complaints);
  return word === "features" ? featureFile(document, complaints) : flagdDefinitions(document, complaints);
}

/** Where no list says what a client reads: every key there is, and off in its code. A list of values is a promise. */
function allOff(serves: ReadonlyMap<string, KeyServed>, word: string): Map<string, KeyRead> {
  return new Map(
    [...serves].map(([key, { at, type, values }]): [string, KeyRead] => {
      const noted = word === "features" ? codeDefault(at) : undefined;
      const fallback = noted ?? (type === "boolean" ? false : undefined);
      return [
        key,
        {
          at,
          type,
          ...(fallback === undefined ? {} : { default: fallback }),
          ...(word === "serves" && values !== undefined ? { values } : {}),
        },
      ];
    }),
  );
}

/** What counts of it on its side: a client does not move because a flag was switched. */
function digestText({ reads, serves, doubts }: Flags, side: Side | undefined): string {
  const plain = (map: ReadonlyMap<string, object>) =>
    [...map]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, { ...rest }]) => [key, { ...rest, at: undefined, source: undefined }]);
  return canonicalJson({
    ...(side === "receiver" ? {} : { reads: plain(reads) }),
    ...(side === "receiver" || doubts.length === 0
      ? {}
      : { doubts: doubts.map(({ key, why }) => [key, why]) }),
    ...(side === "sender" ? {} : { serves: plain(serves) }),
  });
}

function problems(list: readonly ContractProblem[]): Reading {
  return { kind: "problems", problems: list };
}
