import type {
  FlagChangeRequest,
  FlagExplainRequest,
  FlagImportRequest,
  FlagKillRequest,
  FlagRevertRequest,
} from "../wire/flag-requests.ts";
import type {
  FlagChanged,
  FlagExplanation,
  FlagFileText,
  FlagHistory,
  FlagList,
  FlagView,
} from "../wire/flag-views.ts";

/** Feature flags, as whoever speaks to the control plane sees them. Errors are those of ControlApi. */
export interface FlagApi {
  list(component?: string): Promise<FlagList>;
  show(key: string, component?: string): Promise<FlagView>;
  explain(key: string, request: FlagExplainRequest): Promise<FlagExplanation>;
  history(component?: string): Promise<FlagHistory>;
  file(component?: string): Promise<FlagFileText>;
  change(key: string, request: FlagChangeRequest): Promise<FlagChanged>;
  kill(key: string, request: FlagKillRequest): Promise<FlagChanged>;
  revert(request: FlagRevertRequest): Promise<FlagChanged>;
  import(request: FlagImportRequest): Promise<FlagChanged>;
}
