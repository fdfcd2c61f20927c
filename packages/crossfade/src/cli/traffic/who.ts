import type { Command } from "commander";
import { affinityOf, whoGetsWhat } from "../../analysis/traffic/who-gets-what.ts";
import { whoSentence, whoText } from "../../render/traffic/who-text.ts";
import { atRouter, printJson, type RouterFlags, type TrafficContext, withRouter } from "./traffic-context.ts";
import { trafficUsage } from "./traffic-options.ts";

interface WhoFlags extends RouterFlags {
  readonly user: string;
  readonly affinity?: string;
}

export function addWho(program: Command, context: TrafficContext): void {
  withRouter(program.command("who"))
    .summary("which version a user gets, and why")
    .description("Says which version of a component, or of each, a user gets, and why.")
    .argument("[component]", "of this component alone")
    .requiredOption(
      "--user <key>",
      "the user as the router knows him: the value of the cookie or header of `userKey`",
    )
    .option(
      "--affinity <version>",
      "for a page that was made for this version: 2.0.0, or api@2.0.0,web@1.9.0",
    )
    .addHelpText(
      "after",
      `
Examples:
  trafficctl who --user u-17               of all components
  trafficctl who api --user u-17           api 2.0.0, because bucket 412 is below 500
  trafficctl who api --user u-17 --affinity 1.9.4
`,
    )
    .action((component: string | undefined, _: unknown, command: Command) =>
      answer(context, component, command.optsWithGlobals<WhoFlags>()),
    );
}

async function answer(
  context: TrafficContext,
  component: string | undefined,
  flags: WhoFlags,
): Promise<void> {
  const { user, affinity: text } = flags;
  await atRouter(context, flags, async ({ id, router }) => {
    const reading = await router.read();
    const affinity = text === undefined ? {} : affinityOf(text, reading.state, component);
    if (affinity === undefined)
      throw trafficUsage(
        `${JSON.stringify(text)} names no version: write --affinity COMPONENT@LABEL.`,
        "who",
      );
    const given = whoGetsWhat(reading, { userKey: user, affinity }, component);
    if (flags.json !== true) return context.ports.io.stdout(whoText(given, user));
    const answers = given.map((each) => ({ ...each, because: whoSentence(each, user) }));
    printJson(context, { router: id, user, answers });
  });
}
