/** Something may be due. */
export const releaseChannel = "crossfade_release";

/** Tells other replicas that something happened. A hint: whoever misses it finds out by looking. */
export interface WakeChannel {
  tell(channel: string): Promise<void>;
  /** Resolves to what ends it. */
  listen(channel: string, wake: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
