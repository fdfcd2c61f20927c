import type { Command } from "commander";
import type { Context } from "./context.ts";
import { addIncluded } from "./schema-included.ts";

export function addSchema<R>(program: Command, context: Context<R>): void {
  const { commands, io, exit } = context;
  const schema = program
    .command("schema")
    .summary("JSON Schemas: of what Crossfade reads, and whether one admits another");
  schema
    .description("Prints the JSON Schema of crossfade.yaml, and compares JSON Schemas of your own.")
    .addHelpText(
      "after",
      `
Examples:
  crossfade schema config > crossfade.schema.json
  crossfade schema included sent.json accepted.json
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
  addIncluded(schema, context);
}
