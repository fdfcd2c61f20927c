import type { Draft } from "../draft.ts";
import type { Report } from "../report.ts";

/** Looks at the whole file and complains about one kind of mistake that its shape alone does not show. */
export type Rule = (draft: Draft, report: Report) => void;
