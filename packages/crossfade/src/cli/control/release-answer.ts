import { type Command, InvalidArgumentError } from "commander";
import { forTerminal } from "../../render/escape.ts";
import { type ControlContext, connect, type ServerFlags } from "./control-context.ts";
import { releaseVerb, showDone } from "./release-verb.ts";

interface AnswerFlags extends ServerFlags {
  readonly note?: string;
}

export function addAnswer(release: Command, context: ControlContext): void {
  releaseVerb(release, "answer")
    .summary("answer an item of the checklist")
    .description(
      "Answers what only a person can know, in your name. A no holds back whoever would get the new version.",
    )
    .argument("<item>", "as `crossfade release show` has it in brackets")
    .argument("<answer>", "yes or no", yesOrNo)
    .option("--note <text>", "what to know about it")
    .addHelpText(
      "after",
      '\nExit code: 0 answered, 2 error.\n\nExamples:\n  crossfade release answer shop-2 told yes\n  crossfade release answer shop-2 told no --note "support is not told yet"\n',
    )
    .action(async (id: string, item: string, answer: "yes" | "no", _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<AnswerFlags>();
      const note = flags.note === undefined ? {} : { note: flags.note };
      const view = await (await connect(context, flags)).answer(id, { item, answer, ...note });
      showDone(context, view, flags, forTerminal(`${item}: ${answer}`));
    });
}

function yesOrNo(text: string): "yes" | "no" {
  if (text === "yes" || text === "no") return text;
  throw new InvalidArgumentError("It is yes or no.");
}
