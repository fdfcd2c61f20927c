import { configJsonSchema } from "../../packages/crossfade/src/config/json-schema.ts";

/** docs/reference/crossfade.schema.json: what an editor needs to know of crossfade.yaml. */
export function configSchema() {
  return `${JSON.stringify(configJsonSchema(), undefined, 2)}\n`;
}
