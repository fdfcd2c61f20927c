export interface OutboundRequest {
  readonly url: string;
  readonly method: "GET" | "HEAD" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For the whole of it: name, connection, answer. */
  readonly timeoutMs: number;
  /**
   * The address stands in local configuration, or its deployer reported it: it may be this machine without being listed.
   * What is never called is not called then either.
   */
  readonly isKnown?: boolean;
  /** Signs the body as Standard Webhooks say; the same id says: the same message once more. */
  readonly signed?: { readonly id: string; readonly secret: string };
}

export interface OutboundAnswer {
  readonly status: number;
  /** Names in lower case; of several of one name the first. */
  readonly headers: Readonly<Record<string, string>>;
  /** Its beginning, where it is longer than what is taken. */
  readonly body: string;
}

/**
 * The one way out of the control plane. Redirects are answers like any other and are never followed. CF_OUTBOUND_REFUSED
 * for whoever may not be called, CF_OUTBOUND_FAILED where there was no answer in time.
 */
export interface Outbound {
  send(request: OutboundRequest): Promise<OutboundAnswer>;
}
