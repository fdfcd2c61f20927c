import { createReadStream, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { createInterface } from "node:readline";
import { includedDocuments } from "@crossfade/contracts";
import { CrossfadeError, type Documents, type Validator } from "@crossfade/core";
import {
  confirmed,
  type InclusionQuestion,
  type InclusionSettings,
  inclusionDialects,
  judgeInclusions,
} from "../analysis/inclusion.ts";
import type { BatchAnswer, InclusionPorts } from "../cli/inclusion-ports.ts";
import { ValidatorPool } from "../worker/validator-pool.ts";
import { startWorker } from "./entries.ts";

/** Lines that are judged together: enough to keep the validator busy, few enough to see progress. */
const chunkLines = 64;
const dialects: ReadonlySet<unknown> = new Set(inclusionDialects);

export function createInclusion(cwd: string): InclusionPorts {
  return {
    files: (sent, accepted, settings) =>
      withValidator(async (validator) => {
        const [one, other] = [sent, accepted].map((file) => documentAt(cwd, file));
        if (!one || !other) throw new CrossfadeError("CF_INTERNAL", { what: "two files are needed" });
        const found = includedDocuments(one, other, { ...settings, formats: "assert" });
        if (found.kind === "unreadable") throw unreadable(found.problems[0]);
        const [answer] = await confirmed([found], validator);
        if (!answer) throw new CrossfadeError("CF_INTERNAL", { what: "there is no answer" });
        return answer;
      }),
    batch: (file, settings) => batch(file === "-" ? undefined : resolve(cwd, file), settings),
  };
}

async function withValidator<T>(use: (validator: Validator) => Promise<T>): Promise<T> {
  const validator = new ValidatorPool({ startWorker: () => startWorker("validator", { stdin: true }) });
  try {
    return await use(validator);
  } finally {
    await validator.close();
  }
}

/** References may lead to any document below the working directory, or below the file's own folder where it lies elsewhere. */
function documentAt(cwd: string, file: string): { documents: Documents; path: string } {
  const full = resolve(cwd, file);
  const inside = relative(cwd, full);
  const [root, path] = inside.startsWith("..") ? [dirname(full), basename(full)] : [cwd, inside];
  return {
    path: path.replaceAll("\\", "/"),
    documents: { read: (each) => textOf(join(root, each)), list: () => [] },
  };
}

function textOf(file: string): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw fileError(file, error);
  }
}

async function* batch(file: string | undefined, settings: InclusionSettings): AsyncGenerator<BatchAnswer> {
  const validator = new ValidatorPool({ startWorker: () => startWorker("validator", { stdin: true }) });
  try {
    let chunk: Asked[] = [];
    let number = 0;
    for await (const line of linesOf(file)) {
      number++;
      if (line.trim() === "") continue;
      chunk.push(asked(line, number, settings));
      if (chunk.length < chunkLines) continue;
      yield* answersTo(chunk, validator);
      chunk = [];
    }
    yield* answersTo(chunk, validator);
  } finally {
    await validator.close();
  }
}

async function* linesOf(file: string | undefined): AsyncGenerator<string> {
  const input = file === undefined ? process.stdin : createReadStream(file, "utf8");
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    throw fileError(file ?? "standard input", error);
  }
}

type Asked = { readonly id: unknown } & (
  | { readonly question: InclusionQuestion }
  | { readonly wrong: string }
);

function asked(line: string, number: number, settings: InclusionSettings): Asked {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { id: null, wrong: `line ${number} is not JSON` };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { id: null, wrong: `line ${number} is no object` };
  const { id = null, sent, accepted, dialect } = value as Record<string, unknown>;
  if (sent === undefined || accepted === undefined)
    return { id, wrong: `line ${number} lacks ${sent === undefined ? "sent" : "accepted"}` };
  if (dialect !== undefined && !dialects.has(dialect))
    return { id, wrong: `line ${number}: the dialect is none of ${inclusionDialects.join(", ")}` };
  const own =
    dialect === undefined ? settings : { ...settings, dialect: dialect as InclusionSettings["dialect"] };
  return { id, question: { sent, accepted, settings: own } };
}

async function* answersTo(chunk: readonly Asked[], validator: Validator): AsyncGenerator<BatchAnswer> {
  const questions = chunk.flatMap((each) => ("question" in each ? [each.question] : []));
  const answers = await judgeInclusions(questions, validator);
  let next = 0;
  for (const each of chunk) {
    if ("wrong" in each) yield { id: each.id, verdict: "error", reason: each.wrong };
    else {
      const answer = answers[next++];
      if (answer) yield { id: each.id, ...answer };
    }
  }
}

function unreadable(
  problem: { document: string; message: string; line?: number } | undefined,
): CrossfadeError {
  const line = problem?.line === undefined ? "" : `:${problem.line}`;
  return new CrossfadeError("CF_FILE_UNREADABLE", {
    file: `${problem?.document ?? ""}${line}`,
    why: problem?.message ?? "it is broken",
  });
}

function fileError(file: string, error: unknown): CrossfadeError {
  if (error instanceof CrossfadeError) return error;
  const why =
    (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error));
  return new CrossfadeError("CF_FILE_UNREADABLE", { file, why }, { cause: error });
}
