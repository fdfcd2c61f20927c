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
import { type Shape, shaped } from "./answer-shape.ts";
import type { FlagApi } from "./flag-api.ts";
import { name, query } from "./path-parts.ts";
import { releaseShape } from "./release-shape.ts";
import type { ServerCaller } from "./server-call.ts";

const changed: Shape<FlagChanged> = { keys: ["component", "revision"] };

export class HttpFlagApi implements FlagApi {
  readonly #caller: ServerCaller;

  constructor(caller: ServerCaller) {
    this.#caller = caller;
  }

  list(component?: string): Promise<FlagList> {
    return this.#get(`/flags${query({ component })}`, { keys: ["component", "revision", "flags"] });
  }

  show(key: string, component?: string): Promise<FlagView> {
    return this.#get<FlagView>(`/flags/features/${name(key)}${query({ component })}`, {
      keys: ["flag", "feature"],
    });
  }

  async explain(key: string, request: FlagExplainRequest): Promise<FlagExplanation> {
    const path = `/flags/features/${name(key)}/explain`;
    const answer = await this.#caller.ask({ method: "POST", path, body: request, next: "Do it again." });
    return shaped<FlagExplanation>(answer, { keys: ["key", "steps"] }, this.#caller);
  }

  history(component?: string): Promise<FlagHistory> {
    return this.#get(`/flags/history${query({ component })}`, { keys: ["revisions"] });
  }

  file(component?: string): Promise<FlagFileText> {
    return this.#get(`/flags/file${query({ component })}`, { keys: ["text"] });
  }

  change(key: string, request: FlagChangeRequest): Promise<FlagChanged> {
    return this.#post(`/flags/features/${name(key)}`, request);
  }

  kill(key: string, request: FlagKillRequest): Promise<FlagChanged> {
    return this.#post(`/flags/features/${name(key)}/kill`, request);
  }

  async ramp(key: string, request: FlagRampRequest): Promise<ReleaseView> {
    const path = `/flags/features/${name(key)}/ramp`;
    const next = "It may have been started all the same: look with `crossfade release list`.";
    const answer = await this.#caller.ask({ method: "POST", path, body: request, next });
    return shaped(answer, releaseShape, this.#caller);
  }

  revert(request: FlagRevertRequest): Promise<FlagChanged> {
    return this.#post("/flags/revert", request);
  }

  readers(component?: string): Promise<FlagReaders> {
    return this.#get(`/flags/readers${query({ component })}`, { keys: ["flags", "uncertain"] });
  }

  retirement(key: string, { component, quietMs, cutOff }: FlagRetirementTerms): Promise<FlagRetirement> {
    const terms = { component, quietMs: quietMs?.toString(), cutOff: cutOff?.toString() };
    return this.#get(`/flags/features/${name(key)}/retirement${query(terms)}`, { keys: ["key", "steps"] });
  }

  retire(key: string, request: FlagRetireRequest): Promise<FlagChanged> {
    return this.#post(`/flags/features/${name(key)}/retirement`, request);
  }

  import(request: FlagImportRequest): Promise<FlagChanged> {
    return this.#post("/flags/file", request);
  }

  async #get<T>(path: string, shape: Shape<T>): Promise<T> {
    return shaped(await this.#caller.ask({ method: "GET", path }), shape, this.#caller);
  }

  async #post(path: string, body: unknown): Promise<FlagChanged> {
    const next = "It may have been done all the same: look with `crossfade flag history`.";
    return shaped(await this.#caller.ask({ method: "POST", path, body, next }), changed, this.#caller);
  }
}
