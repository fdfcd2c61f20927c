import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Deed } from "@crossfade/core";

/** What a replica asks of the target. */
export interface Demand {
  readonly release: string;
  readonly fence: number;
  readonly id: string;
  readonly deed: Deed;
}

interface Place {
  fence: number;
  readonly serving: Set<string>;
  readonly done: { readonly id: string; readonly fence: number }[];
}

/**
 * The world that replicas act on, in a process that nobody kills. It refuses whoever comes with an older fence, and keeps
 * its own account: what was done, by whom, and whether something that must not meet ever served at the same time.
 */
export class Target {
  readonly wrong: string[] = [];
  readonly refusedStale: string[] = [];
  readonly perKind = new Map<string, number>();
  readonly #places = new Map<string, Place>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #breaks: readonly (readonly [string, string])[];
  readonly #begin: readonly string[];

  constructor(begin: readonly string[], breaks: readonly (readonly [string, string])[]) {
    this.#begin = begin;
    this.#breaks = breaks;
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  serving(release: string): readonly string[] {
    return [...this.#placeOf(release).serving].sort();
  }

  /** Deeds by id, with how often each was done. */
  done(release: string): readonly { readonly id: string; readonly fence: number }[] {
    return this.#placeOf(release).done;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request) text += chunk;
    const isDone = this.#do(JSON.parse(text) as Demand);
    response.writeHead(isDone ? 204 : 409).end();
  }

  #do({ release, fence, id, deed }: Demand): boolean {
    const place = this.#placeOf(release);
    if (fence < place.fence) {
      this.refusedStale.push(id);
      return false;
    }
    place.fence = fence;
    place.done.push({ id, fence });
    this.perKind.set(deed.kind, (this.perKind.get(deed.kind) ?? 0) + 1);
    this.#change(place.serving, deed);
    for (const [one, other] of this.#breaks)
      if (place.serving.has(one) && place.serving.has(other))
        this.wrong.push(`${release}: ${one} met ${other}`);
    return true;
  }

  #change(serving: Set<string>, deed: Deed): void {
    if (!("component" in deed)) return;
    const version = `${deed.component}@${deed.version}`;
    if (deed.kind === "activate" && deed.replaces !== undefined)
      serving.delete(`${deed.component}@${deed.replaces}`);
    if (deed.kind === "activate" || deed.kind === "pin" || (deed.kind === "weigh" && deed.weight > 0))
      serving.add(version);
    if (["deactivate", "drain", "retire"].includes(deed.kind)) serving.delete(version);
  }

  #placeOf(release: string): Place {
    const place = this.#places.get(release) ?? { fence: 0, serving: new Set(this.#begin), done: [] };
    this.#places.set(release, place);
    return place;
  }
}
