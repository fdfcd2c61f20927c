import { CrossfadeError } from "@crossfade/core";
import type { Command } from "commander";
import { forTerminal } from "../../render/escape.ts";
import { releasePage } from "../../render/release/release-page.ts";
import { confirmedHashLength } from "../../render/release/way-back-page.ts";
import type { ReleaseView } from "../../wire/views.ts";
import { confirm } from "./confirmation.ts";
import { type ControlContext, connect, frameOf, type ServerFlags } from "./control-context.ts";
import { releaseVerb, showDone } from "./release-verb.ts";

interface ApproveFlags extends ServerFlags {
  readonly role: string;
  readonly yes?: boolean;
  readonly plan?: string;
}

export function addApprove(release: Command, context: ControlContext): void {
  releaseVerb(release, "approve")
    .summary("say yes to this very plan")
    .description(
      "Shows the release and asks. A yes counts for the plan that was shown and the versions in it, for one person, until it expires; a changed plan needs another.",
    )
    .requiredOption("--role <role>", "as whom: a role of `approvals` in crossfade.yaml")
    .option("-y, --yes", "without asking")
    .option("--plan <hash>", "without asking, and only if the hash that is shown begins so")
    .addHelpText(
      "after",
      `
Exit code: 0 approved, 2 error, or nobody was there to confirm it.

Examples:
  crossfade release approve shop-2 --role engineering
  crossfade release approve shop-2 --role product --plan 1f2e3d4c
`,
    )
    .action((id: string, _: unknown, command: Command) =>
      approve(context, id, command.optsWithGlobals<ApproveFlags>()),
    );
}

async function approve(context: ControlContext, id: string, flags: ApproveFlags): Promise<void> {
  const api = await connect(context, flags);
  const view = await api.release(id);
  await beSure(context, view, flags);
  const { role } = flags;
  const approved = await api.approve(id, { role, planHash: view.planHash });
  const done = forTerminal(`Approved as ${role}: ${view.planHash}`);
  showDone(context, approved, flags, done);
}

/** The page goes where the question goes: the standard output is for what was done. */
async function beSure(context: ControlContext, view: ReleaseView, flags: ApproveFlags): Promise<void> {
  const { id, planHash } = view;
  const { plan, yes, role } = flags;
  if (plan !== undefined) {
    if (plan.length >= confirmedHashLength && planHash.startsWith(plan)) return;
    throw new CrossfadeError("CF_PLAN_CHANGED", { release: id, shown: plan, now: planHash });
  }
  if (yes === true) return;
  if (context.ports.ask !== undefined)
    context.io.stderr(`${releasePage(view, { ...frameOf(context, flags), nowMs: view.atMs })}\n`);
  await confirm(context, {
    what: `The plan of ${id}`,
    how: `\`crossfade release approve ${id} --role ${role} --plan ${planHash.slice(0, confirmedHashLength)}\``,
    question: `Approve ${planHash.slice(0, confirmedHashLength)}, the plan of ${id} and the versions in it, as ${role}? [y/N] `,
    expected: ["y", "yes"],
  });
}

interface DenyFlags extends ServerFlags {
  readonly role: string;
  readonly why: string;
}

export function addDeny(release: Command, context: ControlContext): void {
  releaseVerb(release, "deny")
    .summary("say no, and why; it is put on hold")
    .description("Puts the release on hold with your reason. What has users keeps them.")
    .requiredOption("--role <role>", "as whom")
    .requiredOption("--why <text>", "the reason, for those who read it")
    .addHelpText(
      "after",
      '\nExit code: 0 denied, 2 error.\n\nExamples:\n  crossfade release deny shop-2 --role product --why "the campaign starts today"\n',
    )
    .action(async (id: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<DenyFlags>();
      const { role, why } = flags;
      const view = await (await connect(context, flags)).deny(id, { role, why });
      showDone(context, view, flags, forTerminal(`Denied as ${role}: ${why}`));
    });
}
