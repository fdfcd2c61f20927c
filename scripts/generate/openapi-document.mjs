import { openApiDocument } from "../../packages/crossfade/src/http/open-api.ts";

/** docs/reference/openapi.json: the API of the control plane, as it serves it itself. */
export function openApi() {
  return `${JSON.stringify(openApiDocument(), null, 2)}\n`;
}
