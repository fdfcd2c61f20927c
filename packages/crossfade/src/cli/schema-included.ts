import { type Command, Option } from "commander";
import { type InclusionAnswer, type InclusionSettings, inclusionDialects } from "../analysis/inclusion.ts";
import { exitCodes } from "../analysis/outcome.ts";
import { forTerminal } from "../render/escape.ts";
import type { Context, OutputFlags } from "./context.ts";
import type { BatchAnswer } from "./inclusion-ports.ts";
import { usage } from "./options.ts";

interface Flags extends OutputFlags {
  readonly dialect: InclusionSettings["dialect"];
  readonly sender: InclusionSettings["world"];
  readonly receiver: InclusionSettings["tolerance"];
  readonly batch?: string;
}

export function addIncluded<R>(schema: Command, context: Context<R>): void {
  schema
    .command("included")
    .summary("does one schema admit everything that another admits?")
    .description(
      "Tells whether every value of SENT is a value of ACCEPTED: proved, refuted with a value, or unknown.",
    )
    .argument("[sent]", "JSON Schema of what is sent (JSON or YAML)")
    .argument("[accepted]", "JSON Schema of what is accepted")
    .addOption(
      new Option("--dialect <name>", "of schemas that do not name one with $schema")
        .choices(inclusionDialects)
        .default("2020-12"),
    )
    .addOption(
      new Option("--sender <world>", "closed: sends only what its schema declares")
        .choices(["closed", "open"])
        .default("open"),
    )
    .addOption(
      new Option(
        "--receiver <tolerance>",
        "tolerant: takes unknown properties; open-enum: and other strings of a list",
      )
        .choices(["strict", "tolerant", "open-enum"])
        .default("strict"),
    )
    .option(
      "--batch <file>",
      "questions as NDJSON, - for standard input; answers as NDJSON in the same order",
    )
    .addHelpText(
      "after",
      `
A line of a batch: {"id": 1, "sent": {…}, "accepted": {…}, "dialect": "draft-07"}; the dialect may be left out.
Its answer: {"id": 1, "verdict": "proved|refuted|unknown|error", "counterexample": …, "at": "…", "reason": "…"}

Exit code: 0 proved, 1 refuted, 3 unknown, 2 not answered. Of a batch: 2 if a line was no question, else 1 if one was
refuted, else 3 if one is unknown.

Examples:
  crossfade schema included old.json new.json
  crossfade schema included order-v2.json order-v1.json --sender closed --receiver tolerant --json
  crossfade schema included --batch questions.ndjson > answers.ndjson
`,
    )
    .action(async (sent: string | undefined, accepted: string | undefined, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<Flags>();
      if (flags.batch !== undefined) {
        if (sent !== undefined)
          throw usage("Give two files or --batch, not both.", "crossfade schema included");
        return answerBatch(flags.batch, settingsOf(flags), context);
      }
      if (sent === undefined || accepted === undefined)
        throw usage("Two schemas are compared: SENT and ACCEPTED.", "crossfade schema included");
      const answer = await context.commands.inclusion.files(sent, accepted, settingsOf(flags));
      const { dialect, sender, receiver } = flags;
      const said = { ...answer, dialect, sender, receiver };
      context.io.stdout(flags.json === true ? `${JSON.stringify(said, null, 2)}\n` : text(answer, flags));
      context.exit(codeOf([answer.verdict]));
    });
}

function settingsOf({ dialect, sender, receiver }: Flags): InclusionSettings {
  return { dialect, world: sender, tolerance: receiver };
}

async function answerBatch<R>(
  file: string,
  settings: InclusionSettings,
  { commands, io, exit }: Context<R>,
): Promise<void> {
  const seen = new Set<BatchAnswer["verdict"]>();
  for await (const answer of commands.inclusion.batch(file, settings)) {
    seen.add(answer.verdict);
    io.stdout(`${JSON.stringify(answer)}\n`);
  }
  exit(codeOf([...seen]));
}

function codeOf(verdicts: readonly BatchAnswer["verdict"][]): number {
  if (verdicts.includes("error")) return exitCodes.couldNotCheck;
  if (verdicts.includes("refuted")) return exitCodes.breaks;
  return verdicts.includes("unknown") ? exitCodes.unknown : exitCodes.fits;
}

/** An answer holds for one reading of the schemas, which it names. */
function text(answer: InclusionAnswer, { dialect, sender, receiver }: Flags): string {
  const reading = `read as ${dialect} where no $schema says otherwise, sender ${sender}, receiver ${receiver}\n`;
  switch (answer.verdict) {
    case "proved":
      return `proved: every value that is sent is accepted\n${reading}`;
    case "unknown":
      return `unknown: ${forTerminal(answer.reason)}\n${reading}`;
    case "refuted":
      return `refuted: ${forTerminal(answer.reason)}\n${forTerminal(JSON.stringify(answer.counterexample))}\n${reading}`;
  }
}
