import type {
  FlagChangeRequest,
  FlagExplainRequest,
  FlagImportRequest,
  FlagKillRequest,
  FlagRampRequest,
  FlagRetirementTerms,
  FlagRetireRequest,
  FlagRevertRequest,
} from "../wire/flag-requests.ts";
import type {
  FlagChanged,
  FlagExplanation,
  FlagFileText,
  FlagHistory,
  FlagList,
  FlagReaders,
  FlagRetirement,
  FlagView,
} from "../wire/flag-views.ts";
import type { ReleaseView } from "../wire/views.ts";

/** Feature flags, as whoever speaks to the control plane sees them. Errors are those of ControlApi. */
export interface FlagApi {
  list(component?: string): Promise<FlagList>;
  show(key: string, component?: string): Promise<FlagView>;
  explain(key: string, request: FlagExplainRequest): Promise<FlagExplanation>;
  history(component?: string): Promise<FlagHistory>;
  file(component?: string): Promise<FlagFileText>;
  change(key: string, request: FlagChangeRequest): Promise<FlagChanged>;
  kill(key: string, request: FlagKillRequest): Promise<FlagChanged>;
  /** Started; it is steered like every release. */
  ramp(key: string, request: FlagRampRequest): Promise<ReleaseView>;
  revert(request: FlagRevertRequest): Promise<FlagChanged>;
  readers(component?: string): Promise<FlagReaders>;
  retirement(key: string, terms: FlagRetirementTerms): Promise<FlagRetirement>;
  retire(key: string, request: FlagRetireRequest): Promise<FlagChanged>;
  import(request: FlagImportRequest): Promise<FlagChanged>;
}
