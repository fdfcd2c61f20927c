import type { Answered } from "@crossfade/core";
import type { DataPath } from "./data-path.ts";
import type { Decision } from "./decision.ts";
import type { LiveInstance } from "./live-instance.ts";
import type { RoutedRoute } from "./routing.ts";

/** How one request fared with the version that was chosen for it. */
export interface Fared {
  readonly route: RoutedRoute;
  readonly decision: Decision;
  /** Undefined: none was reached. */
  readonly instance: LiveInstance | undefined;
  readonly outcome: Answered["outcome"];
  /** ms up to the first byte of the answer; below 0: there was none. */
  readonly latencyMs: number;
  /** x-client-version, as the client says. */
  readonly client: string | undefined;
}

/** "web/1.8.0" */
const clientName = /^[\w.@/+-]{1,128}$/;

/** A tester's request is counted apart: a dark version that testers try has no users, and no user's evidence. */
export function noteAnswer({ counter, nowMs }: DataPath, fared: Fared): void {
  const { route, decision, instance, outcome, latencyMs, client } = fared;
  const { component, label } = decision.version.live;
  if (decision.isTester) {
    counter.noteTester(component, label, outcome === "error");
    return;
  }
  const atMs = nowMs();
  const answered: Answered = {
    second: Math.floor(atMs / 1_000),
    bucket: decision.bucket,
    outcome,
    ...(latencyMs < 0 ? {} : { latencyMs }),
    ...(instance === undefined ? {} : { ageS: instance.ageS(atMs) }),
  };
  counter.note(route.seriesOf(label), answered);
  if (client !== undefined && clientName.test(client))
    counter.notePair(component, label, client, outcome === "error", answered);
}
