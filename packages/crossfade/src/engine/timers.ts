/** What waits. A simulated world has time of its own, and so timers of its own. */
export interface Timers {
  /** Calls back once, after so long; returns what forgets it. */
  after(ms: number, act: () => void): () => void;
  /** Calls back again and again; returns what ends it. */
  every(ms: number, act: () => void): () => void;
}

export const realTimers: Timers = {
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
  every(ms, act) {
    const timer = setInterval(act, ms);
    return () => clearInterval(timer);
  },
};
