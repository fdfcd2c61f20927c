import type { VersionReading, VersionStage } from "@crossfade/core";
import type { LiveInstance } from "./live-instance.ts";

/** Something that stays open after its answer began: a WebSocket, an event stream. */
export interface OpenStream {
  readonly instance: LiveInstance;
  /** Says goodbye in the stream's own words at the next place where that is possible, then ends it. */
  endPolitely(): void;
  /** Says goodbye if it can be said now; either way nothing passes from now on. */
  endAtOnce(): void;
  cut(): void;
}

/** A version as long as anything of it is open: it outlives the state that named it. */
export class LiveVersion {
  readonly component: string;
  readonly label: string;
  /** "api@2.0.0" */
  readonly name: string;
  readonly instances = new Map<string, LiveInstance>();
  readonly streams = new Set<OpenStream>();
  stage: VersionStage = "candidate";
  /** Asked whenever something of it has ended. */
  readonly watchers = new Set<() => void>();

  constructor(component: string, label: string) {
    this.component = component;
    this.label = label;
    this.name = `${component}@${label}`;
  }

  get isQuiet(): boolean {
    for (const instance of this.instances.values()) if (!instance.isQuiet) return false;
    return true;
  }

  opened(stream: OpenStream): void {
    this.streams.add(stream);
    stream.instance.streams++;
    if (this.stage === "closing") stream.endPolitely();
    else if (this.stage === "blocked") stream.endAtOnce();
  }

  closed(stream: OpenStream): void {
    if (!this.streams.delete(stream)) return;
    stream.instance.streams--;
    this.changed();
  }

  changed(): void {
    for (const watcher of this.watchers) watcher();
  }

  read(): VersionReading {
    return {
      component: this.component,
      label: this.label,
      stage: this.stage === "closing" && this.isQuiet ? "closed" : this.stage,
      instances: [...this.instances.values()].map((instance) => instance.read()),
    };
  }
}
