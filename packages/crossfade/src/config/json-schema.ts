import { z } from "zod";
import { fileSchema } from "./schema.ts";

/** The JSON Schema (draft 2020-12) of crossfade.yaml, for editors: `crossfade schema config`. */
export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(fileSchema, { target: "draft-2020-12", io: "input" }) as Record<
    string,
    unknown
  >;
  const definition = schema.properties as { links: { items: Record<string, unknown> } };
  const forms = ["http", "events", "store", "sql", "flags", "assets", "frame"];
  definition.links.items.oneOf = forms.map((form) => ({ required: [form] }));
  return schema;
}
