/** What somebody asks of flags, whatever carries it. */
export interface FlagAsk {
  readonly method: string;
  /** As it was sent, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The address at the other end; "": unknown. */
  readonly peer: string;
  header(name: string): string | undefined;
  /** All of it. Rejects when whoever asks goes before its end. */
  body(): Promise<string>;
}

export interface FlagAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | StreamBody;
}

/** A body that goes on: it is begun with where it is written to, and returns what is to be done when that is closed. */
export type StreamBody = (sink: StreamSink) => () => void;

export interface StreamSink {
  write(chunk: Uint8Array): void;
  /** Bytes that whoever listens has not taken yet. */
  readonly waitingBytes: number;
  /** So many that more should wait. */
  readonly isFull: boolean;
  /** Asked once, when it is full, for the moment when it is not. */
  onRoom(listener: () => void): void;
  /** In order. */
  end(): void;
  /** At once. */
  cut(): void;
}

/** Where in the addresses something is asked for. */
export interface FlagPlace {
  /** "", or "/flags/production/flags". */
  readonly base: string;
  readonly environment?: string;
  readonly component?: string;
  readonly what: "bulk" | "single" | "stream" | "definitions";
  /** Of a single flag. */
  readonly key?: string;
}

const shape =
  /^(\/flags\/([^/]+)\/([^/]+))?\/(?:ofrep\/v1\/(?:evaluate\/flags(?:\/([^/]+))?|(sse))|flagd\/(flags\.json))$/;

/** Undefined: flags are not asked for there. One set has everything at the root, a set of several stands below its name. */
export function flagPlace(path: string): FlagPlace | undefined {
  const match = shape.exec(path);
  if (match === null) return undefined;
  const [, base = "", environment, component, key, sse, definitions] = match;
  const named =
    environment === undefined || component === undefined
      ? {}
      : { environment: decoded(environment), component: decoded(component) };
  if (sse !== undefined) return { base, ...named, what: "stream" };
  if (definitions !== undefined) return { base, ...named, what: "definitions" };
  return key === undefined
    ? { base, ...named, what: "bulk" }
    : { base, ...named, what: "single", key: decoded(key) };
}

/** What is no such escape means itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
