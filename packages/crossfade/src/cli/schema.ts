import type { Command } from "commander";
import type { Context } from "./context.ts";

export function addSchema<R>(program: Command, { commands, io, exit }: Context<R>): void {
  const schema = program.command("schema").summary("JSON Schemas of what Crossfade reads");
  schema.description("Prints a JSON Schema (draft 2020-12), for editors and other tools.").addHelpText(
    "after",
    `
Examples:
  crossfade schema config > crossfade.schema.json
  # first line of crossfade.yaml, for editors:
  # yaml-language-server: $schema=./crossfade.schema.json
`,
  );
  schema
    .command("config")
    .summary("of crossfade.yaml")
    .description("The JSON Schema of crossfade.yaml.")
    .addHelpText("after", "\nExamples:\n  crossfade schema config > crossfade.schema.json\n")
    .action(() => {
      io.stdout(`${JSON.stringify(commands.configSchema(), null, 2)}\n`);
      exit(0);
    });
}
