/**
 * Remembers texts by key, perhaps from run to run. It never throws and never makes anything up: what is lost, damaged or
 * of another build is not there. Whoever asks puts everything that an answer depends on into its key.
 */
export interface Cache {
  get(key: string): string | undefined;
  set(key: string, text: string): unknown;
}
