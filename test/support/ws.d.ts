/** The parts of `ws` that tests use; the package comes without types. */
declare module "ws" {
  import type { EventEmitter } from "node:events";
  import type { IncomingMessage, Server } from "node:http";
  import type { Server as SecureServer } from "node:https";

  export class WebSocket extends EventEmitter {
    constructor(url: string, options?: WebSocketOptions);
    readonly bufferedAmount: number;
    send(data: string | Buffer, options?: { readonly binary?: boolean }): void;
    close(code?: number): void;
    terminate(): void;
    pause(): void;
    resume(): void;
  }

  export interface WebSocketOptions {
    readonly headers?: Readonly<Record<string, string>>;
    readonly perMessageDeflate?: boolean;
  }

  export class WebSocketServer extends EventEmitter {
    constructor(options: { readonly server: Server | SecureServer; readonly perMessageDeflate?: boolean });
    readonly clients: ReadonlySet<WebSocket>;
    on(event: "connection", listener: (socket: WebSocket, req: IncomingMessage) => void): this;
  }
}
