import type { Socket } from "node:net";
import { type Peer, peerOf } from "./forwarding-headers.ts";
import { plainAddress, type TrustedPeers } from "./trusted-peers.ts";

/** What is in hand on a client's connection. */
interface InHand {
  clientLeft(): void;
}

const connectionOf = Symbol("connection");
type Known = Socket & { [connectionOf]?: ClientConnection };

/** A client's connection: whose it is, worked out once, and what is in hand on it. One listener for all its requests. */
export class ClientConnection {
  readonly peer: Peer;
  readonly socket: Socket;
  readonly inHand: InHand[] = [];
  /** The request that came last. While its body is still coming, whatever breaks is a part of it. */
  last: { readonly complete: boolean } | undefined = undefined;

  /** The one of this socket. */
  static of(socket: Socket, trusted: TrustedPeers): ClientConnection {
    const known = (socket as Known)[connectionOf];
    if (known !== undefined) return known;
    const made = new ClientConnection(socket, trusted);
    (socket as Known)[connectionOf] = made;
    return made;
  }

  private constructor(socket: Socket, trusted: TrustedPeers) {
    const address = plainAddress(socket.remoteAddress ?? "");
    this.socket = socket;
    this.peer = peerOf(address, trusted.has(address));
    socket.once("close", () => {
      for (const each of this.inHand.splice(0)) each.clientLeft();
    });
  }

  begin(request: InHand): void {
    this.inHand.push(request);
  }

  end(request: InHand): void {
    if (this.inHand[0] === request) this.inHand.shift();
    else {
      const at = this.inHand.indexOf(request);
      if (at >= 0) this.inHand.splice(at, 1);
    }
  }
}
