import type { Command } from "commander";
import type { ControlContext } from "./control-context.ts";
import { addAnswer } from "./release-answer.ts";
import { addApprove, addDeny } from "./release-approve.ts";
import { addCreate } from "./release-create.ts";
import { addJournal } from "./release-journal.ts";
import { addPromote } from "./release-promote.ts";
import { addRollback } from "./release-rollback.ts";
import { addList, addShow } from "./release-show.ts";
import { addStart } from "./release-start.ts";
import { addAbort, addHold, addLetGo, addResume, addRetry } from "./release-steer.ts";
import { addWatch } from "./release-watch.ts";

export function addRelease(program: Command, context: ControlContext): void {
  const release = program
    .command("release")
    .helpCommand(false)
    .summary("plan a release, give it users step by step, take it back")
    .description(
      "A release gives users what is deployed. It follows a plan that is known before it begins, asks the people who have to say yes, and looks at evidence before each step.",
    )
    .addHelpText(
      "after",
      `
Two ways back, at any time:
  abort      takes back the steps in progress: at once, free, never locked
  rollback   takes back the whole release: in an order of its own, shown before

Examples:
  crossfade release create --to api@2.0.0 --to worker@2.0.0
  crossfade release watch shop-2
  crossfade release abort shop-2
`,
    );
  for (const add of [
    addCreate,
    addShow,
    addList,
    addWatch,
    addApprove,
    addDeny,
    addAnswer,
    addStart,
    addPromote,
    addHold,
    addResume,
    addRetry,
    addAbort,
    addRollback,
    addLetGo,
    addJournal,
  ])
    add(release, context);
}
