import type { ReleaseView } from "../wire/views.ts";
import type { Shape } from "./answer-shape.ts";

export const releaseShape: Shape<ReleaseView> = {
  keys: ["id", "phase", "seq", "planHash", "stages", "approvals", "checklist", "wayBack", "next"],
  schema: ["releaseSchema", 1],
};
