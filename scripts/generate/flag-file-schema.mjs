import { featureFileJsonSchema } from "../../packages/flags/src/file/index.ts";

/** docs/reference/feature-flags.schema.json: what an editor needs to know of the file of features. */
export function flagFileSchema() {
  return `${JSON.stringify(featureFileJsonSchema(), undefined, 2)}\n`;
}
