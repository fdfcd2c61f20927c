/** A message that has to reach an endpoint at least once. */
export interface Delivery {
  /** Also the message's id for who receives it: the same for every attempt. */
  readonly id: string;
  /** Name of the endpoint in the configuration. */
  readonly endpoint: string;
  /** A CloudEvents 1.0 envelope, as JSON text. */
  readonly body: string;
  /** Attempts that were settled since it was last sent from the beginning. */
  readonly attempts: number;
  readonly state: "waiting" | "delivered" | "given-up";
  readonly createdMs: number;
  readonly lastAnswer?: string;
}

export interface OutboxStore {
  /** Once per id: a second one with the same id is the same. */
  enqueue(messages: readonly Pick<Delivery, "id" | "endpoint" | "body">[]): Promise<void>;
  /** Takes messages that are due, for so long nobody else's. */
  due(limit: number, leaseMs: number): Promise<readonly Delivery[]>;
  settle(
    id: string,
    outcome: { readonly state: Delivery["state"]; readonly answer: string; readonly againInMs?: number },
  ): Promise<void>;
  /** Once more from the beginning. False: there is none of that id. */
  resend(id: string): Promise<boolean>;
  /** The newest first, at most 200. */
  deliveries(): Promise<readonly Delivery[]>;
}
