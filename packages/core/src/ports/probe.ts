export interface ProbeQuestion {
  readonly url: string;
  /** GET, unless it says otherwise: HEAD wants no body. */
  readonly method?: "GET" | "HEAD";
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** As for `Outbound`. */
  readonly isKnown?: boolean;
}

export type ProbeAnswer =
  | {
      readonly kind: "answered";
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      readonly ms: number;
    }
  /** `isRefused`: it may not be called, and was not: nothing is known of it. */
  | { readonly kind: "silent"; readonly why: string; readonly isRefused?: boolean };

/** Asks an address how it is. It never throws: no answer is an answer, too. */
export interface Probe {
  ask(question: ProbeQuestion): Promise<ProbeAnswer>;
}
